"""Prompts, follow-ups, answers and refusals in languages other than English."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from redshank.simulate.text.compose import Phrases


@dataclass(frozen=True, slots=True)
class Language:
    """What people write and read in one language; `topics` feed both the prompt and the answer."""

    topics: tuple[str, ...]
    prompts: Phrases
    follow_ups: Phrases
    answers: Phrases
    refusals: Phrases


def _language(topics: str, prompts: str, follow_ups: str, answers: str, refusals: str) -> Language:
    """Read the lists: one entry a line."""
    rows = {
        name: tuple(line.strip() for line in text.strip().splitlines())
        for name, text in (("t", topics), ("p", prompts), ("f", follow_ups), ("a", answers), ("r", refusals))
    }
    return Language(
        topics=rows["t"],
        prompts=Phrases(rows["p"], {"topic": rows["t"]}),
        follow_ups=Phrases(rows["f"], {"topic": rows["t"]}),
        answers=Phrases(tuple(f"{line} " for line in rows["a"]), {"topic": rows["t"]}),
        refusals=Phrases(rows["r"]),
    )


LANGUAGES: Final[dict[str, Language]] = {
    "es": _language(
        """una sopa de lentejas
        la fotosíntesis
        un viaje a Granada con niños
        una factura que no llega
        el subjuntivo
        un contrato de alquiler
        las causas de la inflación
        una entrevista de trabajo
        un huerto en el balcón
        una consulta SQL lenta
        la mudanza a otra ciudad
        el examen de historia
        una carta de reclamación
        la tortilla sin cebolla
        un cuento sobre un faro
        la declaración de la renta
        un plan de entrenamiento
        una presentación para el jefe
        la seguridad de las contraseñas
        un regalo para mi abuela""",
        """Explícame {topic} con palabras sencillas.
        ¿Me ayudas con {topic}? Lo necesito para el viernes.
        Dame cinco ideas sobre {topic}.
        ¿Qué errores comete la gente con {topic}?
        Escribe un correo formal sobre {topic}.
        Haz una lista de pasos para {topic}.
        Resume lo más importante de {topic} en un párrafo.
        Compara dos maneras de abordar {topic}.
        hola, una duda rápida sobre {topic}
        Ponme un ejemplo concreto de {topic}.
        ¿Por dónde empiezo con {topic}?
        Corrige mi texto sobre {topic} y explica los cambios.""",
        """¿Puedes hacerlo más corto?
        Gracias. Ahora en forma de tabla.
        No entiendo el segundo punto.
        ¿Y cuánto costaría?
        Añade un ejemplo sobre {topic}.
        Tradúcelo al inglés, por favor.""",
        """Claro, empecemos por lo básico de {topic}.
        Lo primero es tener claro el objetivo.
        Después conviene revisar los detalles uno a uno.
        Un ejemplo sencillo ayuda a entenderlo.
        En general basta con la versión corta.
        Si tienes poco tiempo, deja el último paso para mañana.
        Por último, compara el resultado con lo que esperabas.""",
        """No puedo ayudar con eso.
        Lo siento, no puedo continuar con esta petición.""",
    ),
    "de": _language(
        """eine Linsensuppe für zwölf Personen
        die Photosynthese
        ein Wochenende in Leipzig
        eine verspätete Rechnung
        der Konjunktiv
        ein Mietvertrag
        die Ursachen der Inflation
        ein Vorstellungsgespräch
        Tomaten auf dem Balkon
        eine langsame SQL-Abfrage
        der Umzug nach Graz
        die Prüfung in Geschichte
        eine Beschwerde bei der Bahn
        Sauerteig, der nicht aufgeht
        eine Geschichte über einen Leuchtturm
        die Steuererklärung
        ein Trainingsplan für Anfänger
        eine Präsentation für den Vorstand
        sichere Passwörter im Verein
        ein Geschenk für meine Oma""",
        """Erkläre mir {topic} in einfachen Worten.
        Kannst du mir bei einem Thema helfen: {topic}? Ich brauche es bis Freitag.
        Nenne fünf Ideen zu: {topic}.
        Was machen die meisten falsch? Es geht um: {topic}.
        Schreib eine höfliche Mail. Thema: {topic}.
        Mach eine Checkliste: {topic}.
        Fasse das Wichtigste zusammen: {topic}.
        Vergleiche zwei Wege: {topic}.
        hallo, kurze Frage: {topic}
        Gib ein konkretes Beispiel, Thema {topic}.
        Wo fange ich an? Es geht um {topic}.
        Korrigiere meinen Text, Thema: {topic}.""",
        """Geht das auch kürzer?
        Danke. Jetzt bitte als Tabelle.
        Den zweiten Punkt verstehe ich nicht.
        Und was würde das kosten?
        Ergänze ein Beispiel: {topic}.
        Übersetze das bitte ins Englische.""",
        """Gern, fangen wir mit den Grundlagen an: {topic}.
        Zuerst sollte das Ziel klar sein.
        Danach prüft man die Einzelheiten der Reihe nach.
        Ein kleines Beispiel macht es deutlich.
        Meistens genügt die kurze Fassung.
        Wenn die Zeit knapp ist, lass den letzten Schritt weg.
        Zum Schluss vergleichst du das Ergebnis mit deiner Erwartung.""",
        """Dabei kann ich nicht helfen.
        Das kann ich leider nicht tun.""",
    ),
    "fr": _language(
        """une soupe de lentilles
        la photosynthèse
        trois jours à Nantes
        une facture en retard
        le subjonctif
        un bail de location
        les causes de l'inflation
        un entretien d'embauche
        un potager sur le balcon
        une requête SQL trop lente
        un déménagement à Lyon
        l'examen d'histoire
        une lettre de réclamation
        une pâte qui ne lève pas
        un conte sur un phare
        la déclaration de revenus
        un plan d'entraînement
        une présentation pour la direction
        des mots de passe solides
        un cadeau pour ma grand-mère""",
        """Explique-moi {topic} simplement.
        Peux-tu m'aider ? Le sujet : {topic}, pour vendredi.
        Donne cinq idées sur {topic}.
        Quelles erreurs fait-on souvent avec {topic} ?
        Écris un courriel poli à propos de {topic}.
        Fais une liste d'étapes : {topic}.
        Résume l'essentiel sur {topic} en un paragraphe.
        Compare deux approches pour {topic}.
        bonjour, petite question sur {topic}
        Donne un exemple concret de {topic}.
        Par où commencer avec {topic} ?
        Corrige mon texte sur {topic}.""",
        """Tu peux raccourcir ?
        Merci. Maintenant sous forme de tableau.
        Je ne comprends pas le deuxième point.
        Et combien cela coûterait ?
        Ajoute un exemple sur {topic}.
        Traduis-le en anglais, s'il te plaît.""",
        """Bien sûr, commençons par les bases : {topic}.
        D'abord, il faut préciser le but.
        Ensuite, on vérifie les détails un par un.
        Un petit exemple aide à comprendre.
        En général la version courte suffit.
        Si le temps manque, laissez la dernière étape.
        Enfin, comparez le résultat avec ce que vous attendiez.""",
        """Je ne peux pas aider pour cela.
        Désolé, je ne peux pas continuer.""",
    ),
    "pt": _language(
        """uma sopa de lentilhas
        a fotossíntese
        três dias no Porto
        uma fatura atrasada
        o futuro do subjuntivo
        um contrato de aluguel
        as causas da inflação
        uma entrevista de emprego
        uma horta na varanda
        uma consulta SQL lenta
        a mudança para Recife
        a prova de história
        uma carta de reclamação
        um pão que não cresce
        um conto sobre um farol
        o imposto de renda
        um plano de corrida
        uma apresentação para a diretoria
        senhas seguras
        um presente para minha avó""",
        """Explique {topic} de forma simples.
        Pode me ajudar com {topic}? Preciso até sexta.
        Dê cinco ideias sobre {topic}.
        Quais erros as pessoas cometem com {topic}?
        Escreva um e-mail educado sobre {topic}.
        Faça uma lista de passos: {topic}.
        Resuma o principal sobre {topic}.
        Compare duas maneiras de lidar com {topic}.
        oi, uma dúvida rápida sobre {topic}
        Dê um exemplo concreto de {topic}.
        Por onde começo com {topic}?
        Corrija meu texto sobre {topic}.""",
        """Pode encurtar?
        Obrigado. Agora em forma de tabela.
        Não entendi o segundo ponto.
        E quanto custaria?
        Acrescente um exemplo sobre {topic}.
        Traduza para o inglês, por favor.""",
        """Claro, vamos começar pelo básico: {topic}.
        Primeiro é preciso definir o objetivo.
        Depois vale conferir os detalhes um a um.
        Um exemplo pequeno ajuda a entender.
        Em geral a versão curta basta.
        Se o tempo for curto, deixe o último passo para depois.
        Por fim, compare o resultado com o esperado.""",
        """Não posso ajudar com isso.
        Desculpe, não posso continuar.""",
    ),
    "pl": _language(
        """zupa z soczewicy
        fotosynteza
        weekend w Gdańsku
        spóźniona faktura
        umowa najmu
        przyczyny inflacji
        rozmowa o pracę
        pomidory na balkonie
        wolne zapytanie SQL
        przeprowadzka
        egzamin z historii
        reklamacja w sklepie
        opowiadanie o latarni morskiej
        zeznanie podatkowe
        plan treningowy""",
        """Wyjaśnij prosto temat: {topic}.
        Pomożesz mi? Temat: {topic}, potrzebuję na piątek.
        Podaj pięć pomysłów: {topic}.
        Jakie błędy popełnia się najczęściej? Temat: {topic}.
        Napisz uprzejmy mail. Temat: {topic}.
        Zrób listę kroków: {topic}.
        cześć, krótkie pytanie: {topic}
        Od czego zacząć? Chodzi o: {topic}.""",
        """Możesz to skrócić?
        Dzięki. Teraz w tabeli.
        Nie rozumiem drugiego punktu.
        Dodaj przykład: {topic}.""",
        """Jasne, zacznijmy od podstaw: {topic}.
        Najpierw trzeba ustalić cel.
        Potem warto sprawdzić szczegóły po kolei.
        Prosty przykład pomaga zrozumieć.
        Zwykle wystarczy krótka wersja.
        Na koniec porównaj wynik z oczekiwaniem.""",
        """Nie mogę w tym pomóc.
        Przykro mi, nie mogę kontynuować.""",
    ),
    "tr": _language(
        """mercimek çorbası
        fotosentez
        İzmir'de üç gün
        geciken bir fatura
        kira sözleşmesi
        enflasyonun nedenleri
        iş görüşmesi
        balkonda domates
        yavaş bir SQL sorgusu
        taşınma planı
        tarih sınavı
        şikâyet mektubu
        deniz feneri hakkında bir öykü
        koşu programı""",
        """{topic} konusunu basitçe açıklar mısın?
        {topic} için yardıma ihtiyacım var, cumaya kadar.
        {topic} hakkında beş fikir ver.
        {topic} konusunda en sık yapılan hatalar neler?
        {topic} hakkında kibar bir e-posta yaz.
        {topic} için adım adım bir liste hazırla.
        merhaba, kısa bir soru: {topic}
        {topic} için nereden başlamalıyım?""",
        """Daha kısa olabilir mi?
        Teşekkürler. Şimdi tablo olarak.
        İkinci maddeyi anlamadım.
        {topic} için bir örnek ekle.""",
        """Tabii, temelden başlayalım: {topic}.
        Önce hedef belli olmalı.
        Sonra ayrıntıları tek tek kontrol edin.
        Küçük bir örnek konuyu açıklar.
        Çoğu zaman kısa hâli yeterlidir.
        Son olarak sonucu beklentinizle karşılaştırın.""",
        """Bu konuda yardımcı olamam.
        Üzgünüm, devam edemem.""",
    ),
    "id": _language(
        """sup kacang merah
        fotosintesis
        tiga hari di Bandung
        tagihan yang terlambat
        kontrak sewa
        penyebab inflasi
        wawancara kerja
        kebun di balkon
        kueri SQL yang lambat
        pindah rumah
        ujian sejarah
        surat keluhan
        cerita tentang mercusuar
        rencana lari pagi""",
        """Jelaskan {topic} dengan sederhana.
        Tolong bantu saya soal {topic}, perlu sebelum Jumat.
        Beri lima ide tentang {topic}.
        Apa kesalahan umum soal {topic}?
        Tulis email sopan tentang {topic}.
        Buat daftar langkah untuk {topic}.
        halo, mau tanya soal {topic}
        Mulai dari mana untuk {topic}?""",
        """Bisa dibuat lebih singkat?
        Terima kasih. Sekarang dalam tabel.
        Saya tidak paham poin kedua.
        Tambahkan contoh tentang {topic}.""",
        """Baik, kita mulai dari dasar: {topic}.
        Pertama, tentukan tujuannya.
        Lalu periksa rinciannya satu per satu.
        Contoh kecil akan membantu.
        Biasanya versi singkat sudah cukup.
        Terakhir, bandingkan hasilnya dengan harapan.""",
        """Saya tidak bisa membantu soal itu.
        Maaf, saya tidak bisa melanjutkan.""",
    ),
    "ja": _language(
        """レンズ豆のスープ
        光合成
        京都の三日間
        遅れている請求書
        敬語の使い方
        賃貸契約
        インフレの原因
        就職の面接
        ベランダの野菜
        遅いSQLクエリ
        引っ越しの準備
        歴史の試験
        灯台の短い物語
        初心者のランニング計画""",
        """{topic}について簡単に説明してください。
        {topic}を手伝ってもらえますか。金曜日までに必要です。
        {topic}のアイデアを五つください。
        {topic}でよくある間違いは何ですか。
        {topic}について丁寧なメールを書いてください。
        {topic}の手順を箇条書きにしてください。
        {topic}はどこから始めればいいですか。
        {topic}の要点を一段落でまとめて。""",
        """もっと短くできますか。
        ありがとう。次は表にしてください。
        二番目の点がわかりません。
        {topic}の例を足してください。""",
        """はい、{topic}の基本から始めましょう。
        まず目的をはっきりさせます。
        次に細かい点を一つずつ確認します。
        小さな例で考えるとわかりやすいです。
        たいていは短い方法で十分です。
        最後に結果を予想と比べてください。""",
        """そのご依頼にはお手伝いできません。
        申し訳ありませんが、続けられません。""",
    ),
    "ar": _language(
        """شوربة العدس
        التمثيل الضوئي
        ثلاثة أيام في فاس
        فاتورة متأخرة
        عقد الإيجار
        أسباب التضخم
        مقابلة عمل
        حديقة على الشرفة
        استعلام بطيء في قاعدة البيانات
        امتحان التاريخ
        رسالة شكوى
        قصة عن منارة
        خطة للجري""",
        """اشرح لي {topic} بكلمات بسيطة.
        هل تساعدني في {topic}؟ أحتاجه قبل يوم الجمعة.
        أعطني خمس أفكار عن {topic}.
        ما الأخطاء الشائعة في {topic}؟
        اكتب رسالة مهذبة عن {topic}.
        ضع قائمة خطوات: {topic}.
        مرحبا، سؤال سريع عن {topic}
        من أين أبدأ في {topic}؟""",
        """هل يمكن أن يكون أقصر؟
        شكرا. الآن على شكل جدول.
        لم أفهم النقطة الثانية.
        أضف مثالا عن {topic}.""",
        """حسنا، لنبدأ بأساسيات {topic}.
        أولا يجب تحديد الهدف.
        ثم نراجع التفاصيل واحدة واحدة.
        مثال صغير يوضح الفكرة.
        غالبا تكفي النسخة القصيرة.
        أخيرا قارن النتيجة بما توقعت.""",
        """لا أستطيع المساعدة في ذلك.
        عذرا، لا يمكنني المتابعة.""",
    ),
    "hi": _language(
        """दाल का सूप
        प्रकाश संश्लेषण
        जयपुर में तीन दिन
        देर से आया बिल
        किराये का समझौता
        महँगाई के कारण
        नौकरी का इंटरव्यू
        बालकनी में सब्ज़ियाँ
        धीमी SQL क्वेरी
        इतिहास की परीक्षा
        शिकायत का पत्र
        लाइटहाउस की कहानी
        सुबह दौड़ने की योजना""",
        """{topic} को आसान शब्दों में समझाइए।
        {topic} में मेरी मदद करेंगे? शुक्रवार तक चाहिए।
        {topic} पर पाँच विचार दीजिए।
        {topic} में लोग क्या गलती करते हैं?
        {topic} पर एक विनम्र ईमेल लिखिए।
        {topic} के लिए कदमों की सूची बनाइए।
        नमस्ते, एक छोटा सवाल: {topic}
        {topic} कहाँ से शुरू करूँ?""",
        """क्या इसे छोटा कर सकते हैं?
        धन्यवाद। अब तालिका में।
        दूसरा बिंदु समझ नहीं आया।
        {topic} का एक उदाहरण जोड़िए।""",
        """ठीक है, बुनियादी बातों से शुरू करते हैं: {topic}।
        पहले लक्ष्य तय कीजिए।
        फिर एक एक करके विवरण जाँचिए।
        छोटा उदाहरण समझने में मदद करता है।
        अक्सर छोटा तरीका काफ़ी होता है।
        अंत में नतीजे की तुलना कीजिए।""",
        """मैं इसमें मदद नहीं कर सकता।
        क्षमा कीजिए, मैं आगे नहीं बढ़ सकता।""",
    ),
}

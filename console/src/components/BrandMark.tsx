/** The redshank: a wader standing on its long red legs, bill to the right. */
export function BrandMark({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" fill="none" aria-hidden="true">
      <path
        d="M3.6 17.8c2-5.6 6.3-8.4 11-8.6.5-3 2.4-5 5-5 2 0 3.5 1.2 4 3l6 1.6-6 .9c-.3 1.5-.7 2.6-1.2 4-1.3 3.9-4.8 6.6-9.2 6.6-3.6 0-6.4-1-9.6-2.5Z"
        fill="currentColor"
      />
      <path d="M8.4 16.3c3 .3 6.2-.4 8.600-2.600" stroke="var(--rs-nav-ground)" strokeWidth="1.1" strokeLinecap="round" opacity=".55" />
      <circle cx="20.3" cy="7.5" r=".9" fill="var(--rs-nav-ground)" />
      <path d="M23.8 7.9l6 1.2-5.9.8" fill="#ff7f50" />
      <path d="M13 19.8l-.6 4.6 1.5 4.4M11.6 28.9h3.9M16.3 19.4l1.5 4.3-.6 5.1M15.8 28.9h4" stroke="#ff7f50" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}

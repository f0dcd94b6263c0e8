/** Small comforts; every page works without them. */

// A chosen photo is shown before it is uploaded, and a file can be dropped on its field.
for (const input of document.querySelectorAll('input[type="file"]')) {
  const zone = input.closest('.file');
  for (const type of ['dragover', 'dragleave', 'drop']) {
    zone.addEventListener(type, (event) => {
      event.preventDefault();
      zone.classList.toggle('over', type === 'dragover');
      if (type !== 'drop' || event.dataTransfer.files.length === 0) return;
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event('change', { bubbles: true }));
    });
  }
  input.addEventListener('change', () => {
    const file = input.files[0];
    const avatar = document.querySelector('.photo-card .avatar');
    if (avatar === null || file === undefined || !file.type.startsWith('image/')) return;
    const preview = document.createElement('img');
    preview.className = avatar.className;
    preview.alt = 'Preview of the chosen photo';
    preview.src = URL.createObjectURL(file);
    preview.addEventListener('load', () => URL.revokeObjectURL(preview.src));
    avatar.replaceWith(preview);
  });
}

// One click, one submission; the button says what it is doing.
document.addEventListener('submit', (event) => {
  const button = event.submitter;
  if (event.target.dataset.sent === 'yes') event.preventDefault();
  event.target.dataset.sent = 'yes';
  if (button === null) return;
  button.setAttribute('aria-disabled', 'true');
  if (button.dataset.busy !== undefined) button.textContent = button.dataset.busy;
});
// Back from the next page: the form can be sent again.
window.addEventListener('pageshow', (event) => {
  if (event.persisted) location.reload();
});

// A backend that was away is usually back within seconds.
const retry = document.querySelector('[data-retry]');
if (retry !== null) {
  let left = Number(retry.dataset.retry);
  const text = retry.textContent;
  const tick = () => {
    if (left === 0) return void location.assign(retry.href);
    retry.textContent = `${text} (${left})`;
    left -= 1;
    setTimeout(tick, 1_000);
  };
  tick();
}

// Where the first error is, the cursor should be.
document.querySelector('[aria-invalid="true"]')?.focus();

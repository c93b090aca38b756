// What the page of the API has besides its text: buttons that copy, and a menu that is out of the way on a phone.

const menu = document.querySelector('.menu');
const narrow = matchMedia('(max-width: 52rem)');
const setMenu = () => {
  menu.open = !narrow.matches;
};
setMenu();
narrow.addEventListener('change', setMenu);
menu.addEventListener('click', ({ target }) => {
  if (target.closest('a') && narrow.matches) menu.open = false;
});

for (const figure of document.querySelectorAll('figure')) {
  const caption = figure.querySelector('figcaption');
  const code = figure.querySelector('code');
  const said = document.createElement('span');
  said.role = 'status';
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = 'Copy';
  button.ariaLabel = `Copy: ${caption.textContent}, ${figure.closest('article')?.id}`;
  const say = (text) => {
    said.textContent = text;
    setTimeout(() => {
      said.textContent = '';
    }, 3000);
  };
  button.addEventListener('click', () => {
    navigator.clipboard.writeText(code.textContent).then(
      () => say('Copied'),
      () => {
        getSelection().selectAllChildren(code);
        say('Selected: now copy it');
      },
    );
  });
  caption.append(said, button);
}

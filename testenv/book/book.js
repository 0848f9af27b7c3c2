// SPDX-License-Identifier: GPL-2.0
// What reading does not need: search, light and dark, copying, the source beside its text.
'use strict';
const root = document.documentElement, { up, lang } = document.body.dataset, main = document.querySelector('main');
const zhUp = lang === 'zh' ? up.replace('../', '') : up; // to this language's pages

// light and dark
document.querySelector('.theme').onclick = () => {
	const dark = getComputedStyle(root).colorScheme === 'dark' ||
		(!root.dataset.theme && matchMedia('(prefers-color-scheme: dark)').matches);

	root.dataset.theme = dark ? 'light' : 'dark';
	try { localStorage.theme = root.dataset.theme; } catch (e) { /* for this page, then */ }
};

// the other language, at the same heading
document.querySelector('.lang').onclick = function () {
	const headings = [...main.querySelectorAll('h2, h3')];
	const at = headings.findLastIndex((heading) => heading.getBoundingClientRect().top < 100);

	this.hash = at < 0 ? '' : `#-${at}`;
};
if (/^#-\d+$/.test(location.hash))
	main.querySelectorAll('h2, h3')[location.hash.slice(2)]?.scrollIntoView();

// what a message or a few words are found by: the whole, all words, or most of them
const input = document.querySelector('input'), list = document.querySelector('.found');
const plain = (text) => text.toLowerCase().replace(/[\s“”"'‘’…]+/g, ' ').trim();

function words(query) {
	return plain(query).split(/[\s:：,，;；()（）。]+/).flatMap((word) =>
		/^[\u4e00-\u9fff]{3,}$/.test(word) ? [...word].slice(1).map((c, i) => word[i] + c) : word ? [word] : []);
}

function score(record, query, parts) {
	const title = record.title ??= plain(record[1]), text = record.text ??= plain(record[2]);
	const hits = parts.filter((part) => text.includes(part) || title.includes(part)).length;

	if (!hits || hits < parts.length * 0.6)
		return 0;
	return hits / parts.length + (title.includes(query) ? 2 : 0) + (text.includes(query) ? 1.5 : 0) + 0.3 / (1 + text.length / 200);
}

function search(query) {
	const whole = plain(query), parts = words(query);

	return !whole ? [] : window.bookIndex.map((record) => [score(record, whole, parts), record])
		.filter(([points]) => points > 0).sort((a, b) => b[0] - a[0]).slice(0, 20).map(([, record]) => record);
}

function around(text, parts) {
	const at = Math.max(0, Math.min(...parts.map((part) => text.toLowerCase().indexOf(part)).filter((n) => n >= 0), text.length) - 40);

	return (at ? '…' : '') + text.slice(at, at + 140) + (text.length > at + 140 ? '…' : '');
}

function show() {
	const parts = words(input.value);

	list.replaceChildren(...search(input.value).map(([page, title, text]) => {
		const item = document.createElement('li'), link = item.appendChild(document.createElement('a'));

		link.href = zhUp + page;
		link.appendChild(document.createElement('b')).textContent = title;
		link.appendChild(document.createElement('span')).textContent = around(text, parts);
		return item;
	}));
	if (!list.children.length)
		list.appendChild(document.createElement('li')).textContent = input.dataset.none;
	list.hidden = !input.value.trim();
}

function ready(then) {
	if (window.bookIndex)
		return then();
	const script = document.createElement('script');

	script.src = `${up}search-${lang}.js`;
	script.onload = then;
	document.head.appendChild(script);
}
input.onfocus = () => ready(() => {});
input.oninput = () => ready(show);
input.form.onsubmit = () => { list.querySelector('a')?.click(); return false; };
document.addEventListener('keydown', (event) => {
	if (event.key === 'Escape')
		list.hidden = true;
	if (event.key === '/' && document.activeElement !== input) {
		event.preventDefault();
		input.focus();
	}
});
list.onclick = () => { list.hidden = true; };
document.addEventListener('click', (event) => { if (!input.form.contains(event.target)) list.hidden = true; });

// a button for each block: what is typed, without the prompt and what the machine says
for (const block of main.querySelectorAll('pre:not(.source)')) {
	const around = document.createElement('div'), button = document.createElement('button');
	const typed = [...block.querySelectorAll('kbd')].map((line) => line.textContent);

	around.className = 'block';
	block.replaceWith(around);
	around.append(block, button);
	button.textContent = main.dataset.copy;
	button.value = typed.length ? typed.join('\n') : block.textContent;
	button.onclick = async () => {
		await navigator.clipboard.writeText(button.value);
		button.textContent = main.dataset.copied;
	};
}

// the source beside its text, where there is room
if (window.name === 'code' && window.parent !== window)
	root.classList.add('framed');
else for (const link of main.querySelectorAll('a[target=code]')) {
	link.removeAttribute('target');
	link.addEventListener('click', (event) => {
		if (innerWidth < 1200 || event.ctrlKey || event.metaKey)
			return;
		event.preventDefault();
		let panel = document.querySelector('.panel');

		if (!panel) {
			panel = document.createElement('div');
			panel.className = 'panel';
			panel.innerHTML = `<button type="button" aria-label="${main.dataset.close}">✕</button><iframe name="code"></iframe>`;
			panel.querySelector('button').onclick = () => { panel.remove(); root.classList.remove('beside'); };
			document.body.append(panel);
			root.classList.add('beside');
		}
		panel.querySelector('iframe').title = link.textContent;
		panel.querySelector('iframe').src = link.href;
		link.scrollIntoView({ block: 'center' });
	});
}

// a hint that is linked to is open, and all are on paper
const opened = () => { const at = document.getElementById(decodeURIComponent(location.hash.slice(1))); if (at?.tagName === 'DETAILS') at.open = true; };
addEventListener('hashchange', opened);
opened();

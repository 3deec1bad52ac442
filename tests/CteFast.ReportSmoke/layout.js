// Appended to a copy of a report: writes what is laid out wrongly into the page's title, one fact a line.
(() => {
    const problems = [], slack = 1;
    const name = e => `"${(e.lastChild ? e.lastChild.textContent : e.tagName).slice(0, 30)}"`;
    const shown = e => e.getBoundingClientRect().width > 0;

    const page = document.documentElement;
    if (page.scrollWidth > page.clientWidth + slack) problems.push(`the page is ${page.scrollWidth} wide in ${page.clientWidth}`);

    const plots = [...document.querySelectorAll("svg")].filter(shown);
    if (plots.length === 0) problems.push("no picture is shown");
    for (const svg of plots) {
        const figure = svg.closest("figure").id, frame = svg.getBoundingClientRect();
        if (frame.right > page.clientWidth + slack) problems.push(`${figure}: the picture ends at ${frame.right}`);
        const texts = [...svg.querySelectorAll("text")].map(e => ({ e, box: e.getBoundingClientRect() })).filter(t => t.box.width > 0);
        if (texts.length === 0) problems.push(`${figure}: no text`);
        for (const { e, box } of texts)
            if (box.left < frame.left - slack || box.right > frame.right + slack || box.top < frame.top - slack || box.bottom > frame.bottom + slack)
                problems.push(`${figure}: ${name(e)} leaves the picture`);
        for (let i = 0; i < texts.length; i++)
            for (let j = 0; j < i; j++) {
                const a = texts[i].box, b = texts[j].box;
                if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > slack && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2)
                    problems.push(`${figure}: ${name(texts[i].e)} overlaps ${name(texts[j].e)}`);
            }
        const cut = new Map();
        for (const { e } of texts) {
            const whole = e.querySelector("title")?.textContent;
            if (whole && cut.has(name(e)) && cut.get(name(e)) !== whole) problems.push(`${figure}: ${name(e)} stands for two names`);
            if (whole) cut.set(name(e), whole);
        }
        for (const e of svg.querySelectorAll("rect,path")) {
            const box = e.getBoundingClientRect();
            if (box.left < frame.left - 4 || box.right > frame.right + 4 || box.top < frame.top - 4 || box.bottom > frame.bottom + 4)
                problems.push(`${figure}: a ${e.tagName} leaves the picture`);
        }
    }

    const blocks = [...document.querySelectorAll("h1,h2,p,figcaption,td")].filter(shown);
    for (const e of blocks) if (e.scrollWidth > e.clientWidth + slack) problems.push(`${name(e)} is wider than its place`);
    document.title = `layout at ${page.clientWidth}: ${plots.length} pictures, ${problems.length} problems\n${problems.join("\n")}`;
})();

// The theme's search looks for each word, and for all that begin with it. A reader may ask
// a question: "is" would find "issue". So the words between the words are left out, what
// is the very word counts more, and a plural finds the singular. And what is answered is
// completed: a page that is told because of its sections is told with the words that were
// found there, to be marked when it opens.
{
  const QUESTION = 2, ANSWER = 3; // the theme's kinds of messages
  const { addEventListener, postMessage } = self;

  function understood(question) {
    if (/["+*:^~]/.test(question)) return question; // who writes these means them
    const words = question.split(/\s+/).filter(Boolean);
    const telling = words.filter((word) => lunr.stopWordFilter(word.toLowerCase()));
    return (telling.length ? telling : words)
      .map((word) => word.replace(/(\w\w[^\Ws])s$/, "$1"))
      .map((word) => `${word}^2 ${word}`)
      .join(" ");
  }

  function complete(sections) {
    const page = sections.find(({ location }) => !location.includes("#"));
    if (Object.keys(page.terms).length) return;
    for (const { terms } of sections)
      for (const word in terms) page.terms[word] ||= terms[word];
  }

  // lunr takes two places in its words for one if their names are alike: each sign that may
  // follow, and the number of where it leads. A sign may be a digit: so a comma ends them.
  function name() {
    const ways = Object.keys(this.edges).sort().map((sign) => `${sign}${this.edges[sign].id},`);
    return this._str ?? `${Number(this.final)}${ways.join("")}`;
  }

  function hearing(hear) {
    return ({ data: { type, data } }) => {
      lunr.TokenSet.prototype.toString = name;
      hear({ data: { type, data: type === QUESTION ? understood(data) : data } });
    };
  }

  self.addEventListener = (kind, hear) => addEventListener(kind, hearing(hear));

  self.postMessage = (message) => {
    if (message.type === ANSWER) message.data.items.forEach(complete);
    postMessage(message);
  };
}

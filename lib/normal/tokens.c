#include "normal/tokens.h"

#include <string.h>

/* What a byte of folded text does. */
enum byte_class {
	SEPARATOR = 0,
	LETTER,
	DOT,
	APOSTROPHE,
	AND,
	SLASH,
	OPEN,
	CLOSE,
	COMMA
};

/* The first 128 bytes; every byte above is part of a letter or digit, since
 * psi_text_fold leaves nothing else. Upper case does not occur. */
static const uint8_t classes[128] = {
	['&'] = AND,
	['\''] = APOSTROPHE,
	['('] = OPEN,
	[')'] = CLOSE,
	['+'] = AND,
	[','] = COMMA,
	['.'] = DOT,
	['/'] = SLASH,
	['0'] = LETTER,
	['1'] = LETTER,
	['2'] = LETTER,
	['3'] = LETTER,
	['4'] = LETTER,
	['5'] = LETTER,
	['6'] = LETTER,
	['7'] = LETTER,
	['8'] = LETTER,
	['9'] = LETTER,
	['['] = OPEN,
	['\\'] = SLASH,
	[']'] = CLOSE,
	['`'] = APOSTROPHE,
	['a'] = LETTER,
	['b'] = LETTER,
	['c'] = LETTER,
	['d'] = LETTER,
	['e'] = LETTER,
	['f'] = LETTER,
	['g'] = LETTER,
	['h'] = LETTER,
	['i'] = LETTER,
	['j'] = LETTER,
	['k'] = LETTER,
	['l'] = LETTER,
	['m'] = LETTER,
	['n'] = LETTER,
	['o'] = LETTER,
	['p'] = LETTER,
	['q'] = LETTER,
	['r'] = LETTER,
	['s'] = LETTER,
	['t'] = LETTER,
	['u'] = LETTER,
	['v'] = LETTER,
	['w'] = LETTER,
	['x'] = LETTER,
	['y'] = LETTER,
	['z'] = LETTER,
	['{'] = OPEN,
	['}'] = CLOSE,
};

struct splitter {
	struct psi_tokens *tokens;
	const struct psi_lexicon *lexicon;
	/* The country of the row, in upper case, or NULL. */
	const char *country;
	const uint8_t *in;
	size_t in_len;
	/* The token being read has bytes already. */
	bool open;
	/* A dot was read inside the token. */
	bool dot;
	/* "www." was read, and no blank since: the word is an address. */
	bool address;
	/* Flags of the next token. */
	unsigned int pending;
	unsigned int depth;
	uint32_t hash;
	struct psi_token *token;
};

static enum byte_class
class_of(uint8_t c)
{
	return c >= 0x80 ? LETTER : (enum byte_class)classes[c];
}

static bool
is_letter_at(const struct splitter *s, size_t i)
{
	return i < s->in_len && class_of(s->in[i]) == LETTER;
}

static bool
is_az(uint8_t c)
{
	return c >= 'a' && c <= 'z';
}

static bool
open_token(struct splitter *s)
{
	struct psi_tokens *t = s->tokens;

	if (t->num == PSI_TOKENS_MAX)
		return false;
	s->token = &t->token[t->num++];
	s->token->at = (uint32_t)t->text_len;
	s->token->len = 0;
	s->token->word = 0;
	s->token->flags = (uint16_t)s->pending;
	if (s->depth > 0) {
		s->token->flags |= PSI_TOKEN_BRACKET;
		t->brackets = true;
	}
	s->pending = 0;
	s->open = true;
	s->dot = false;
	s->hash = PSI_LEXICON_HASH_INIT;
	return true;
}

/* Whether a text of wide letters begins with this, and goes on. */
static bool
goes_on_behind(const uint8_t *text, size_t len, const char *begin)
{
	size_t begin_len = strlen(begin);

	/* Public to its owner: a name of a list of one's own. */
	return len > begin_len && memcmp(text, begin, begin_len) == 0;
}

/*
 * The first word in brackets that says what the company was called, without a blank
 * before that name: two tokens. San Francisco is called the old golden mountain.
 */
static void
split_former(struct splitter *s)
{
	static const char *const formers[] = { "旧社名", "旧商号", "旧名称",
		"旧称", "旧名", "旧", "曾用名", "原名" };
	struct psi_tokens *t = s->tokens;
	struct psi_token *second = s->token + 1;
	const uint8_t *text = t->text + s->token->at;
	size_t len = t->text_len - s->token->at;

	if (t->num == PSI_TOKENS_MAX ||
	    (len == 9 && memcmp(text, "旧金山", 9) == 0))
		return;
	for (size_t i = 0; i < sizeof formers / sizeof formers[0]; i++) {
		size_t cut = strlen(formers[i]);

		if (!goes_on_behind(text, len, formers[i]))
			continue;
		*second =
		    (struct psi_token){ .at = (uint32_t)(s->token->at + cut),
			    .len = (uint32_t)(len - cut),
			    .hash = psi_lexicon_hash(text + cut, len - cut),
			    .flags = PSI_TOKEN_BRACKET | PSI_TOKEN_WIDE };
		if (s->lexicon != NULL)
			second->word = psi_lexicon_find(
			    s->lexicon, second->hash, text + cut, second->len);
		s->token->len = (uint32_t)cut;
		s->hash = psi_lexicon_hash(text, cut);
		t->num++;
		return;
	}
}

static void
close_token(struct splitter *s)
{
	struct psi_tokens *t = s->tokens;

	if (!s->open)
		return;
	s->open = false;
	s->token->len = (uint32_t)(t->text_len - s->token->at);
	s->token->hash = s->hash;
	if (s->token->flags & PSI_TOKEN_WIDE) {
		t->wide = true;
		if (s->token->flags & PSI_TOKEN_BRACKET_FIRST)
			split_former(s);
		s->token->hash = s->hash;
	}
	if (s->lexicon != NULL)
		s->token->word = psi_lexicon_find(
		    s->lexicon, s->hash, t->text + s->token->at, s->token->len);
}

/* Read the letters and digits from `i` on. Returns where they end, or SIZE_MAX
 * if there is no room. */
static size_t
read_letters(struct splitter *s, size_t i)
{
	struct psi_tokens *t = s->tokens;
	const uint8_t *in = s->in;
	uint8_t wide = 0;
	uint8_t *text;
	uint32_t hash;
	size_t at, end;

	if (!s->open && !open_token(s))
		return SIZE_MAX;
	if (s->dot) {
		s->token->flags |= PSI_TOKEN_DOTTED;
		s->dot = false;
	}
	at = t->text_len;
	end = s->in_len - i > PSI_TOKENS_BYTES - at
	    ? i + (PSI_TOKENS_BYTES - at)
	    : s->in_len;
	text = t->text + at;
	at += end - i;
	for (hash = s->hash; i < end && class_of(in[i]) == LETTER; i++) {
		wide |= in[i];
		*text++ = in[i];
		hash = psi_lexicon_hash_byte(hash, in[i]);
	}
	at -= end - i;
	if (wide >= 0x80)
		s->token->flags |= PSI_TOKEN_WIDE;
	s->hash = hash;
	t->text_len = at;
	return at == PSI_TOKENS_BYTES ? SIZE_MAX : i;
}

/* Letters and digits from `i` on. */
static size_t
count_letters(const struct splitter *s, size_t i)
{
	size_t start = i;

	while (is_letter_at(s, i))
		i++;
	return i - start;
}

static bool
is_at(const struct splitter *s, size_t i, const char *word)
{
	size_t len = strlen(word);

	return s->in_len - i >= len && memcmp(s->in + i, word, len) == 0;
}

/* ".com" before a space, a sign or the end belongs to the web address and not
 * to the name, and so does ".co.uk". Returns how many bytes to skip. */
static size_t
dot_com(const struct splitter *s, size_t i)
{
	size_t end = i + 4;

	if (!s->open || s->in_len - i < 4)
		return 0;
	if (is_at(s, i, ".co."))
		end = i + 3;
	else if (!is_at(s, i, ".com") || is_letter_at(s, end))
		return 0;
	if (end < s->in_len && s->in[end] == '.' && is_letter_at(s, end + 1)) {
		/* A country's code, and nothing behind it. */
		if (count_letters(s, end + 1) != 2 ||
		    (end + 3 < s->in_len && s->in[end + 3] == '.'))
			return 0;
		return end + 3 - i;
	}
	return end - i == 4 ? 4 : 0;
}

/* Whether the two letters at `i` are the domain of the row's country. */
static bool
is_own_code(const struct splitter *s, size_t i)
{
	const char *code = s->country;

	if (code == NULL)
		return false;
	/* A code of the table of countries, which is public. */
	if (memcmp(code, "GB", 2) == 0)
		code = "UK";
	return s->in[i] == (code[0] | 0x20) && s->in[i + 1] == (code[1] | 0x20);
}

/*
 * The last label of an address: behind "www.", or the code of the row's own country
 * behind a word, "Acme.de" in Germany. Returns how many bytes to skip.
 */
static size_t
dot_country(const struct splitter *s, size_t i)
{
	size_t len = count_letters(s, i + 1);

	if (!s->open || len < 2 ||
	    (i + 2 + len < s->in_len && s->in[i + 1 + len] == '.' &&
		is_letter_at(s, i + 2 + len)))
		return 0;
	if (s->address)
		return 1 + len;
	if (len != 2 || s->dot || s->tokens->text_len - s->token->at < 3 ||
	    !is_own_code(s, i + 1))
		return 0;
	return 1 + len;
}

/* "Acme.Inc": a form that is written with a dot and without a blank. */
static bool
is_dotted_form(const struct splitter *s, size_t i)
{
	static const char *const forms[] = { "inc", "ltd", "llc", "llp", "plc",
		"corp", "gmbh", "limited", "pvt", "pty", "srl", "spa", "sarl",
		"sas" };
	size_t len = count_letters(s, i + 1);

	if (!s->open || s->dot || s->tokens->text_len - s->token->at < 3 ||
	    len < 3)
		return false;
	if (i + 2 + len < s->in_len && s->in[i + 1 + len] == '.' &&
	    is_letter_at(s, i + 2 + len))
		return false;
	for (size_t k = 0; k < sizeof forms / sizeof forms[0]; k++) {
		if (strlen(forms[k]) == len && is_at(s, i + 1, forms[k]))
			return true;
	}
	return false;
}

/* The "www" of an address is none of its words. */
static bool
is_www(const struct splitter *s, size_t i)
{
	size_t len = s->open ? s->tokens->text_len - s->token->at : 0;

	return len == 3 && !s->dot && is_letter_at(s, i + 1) &&
	    memcmp(s->tokens->text + s->token->at, "www", 3) == 0;
}

/* Read the dot at `i`. Returns how many bytes to skip behind it. */
static size_t
read_dot(struct splitter *s, size_t i)
{
	size_t skip = dot_com(s, i);

	if (skip == 0 && !is_www(s, i))
		skip = dot_country(s, i);
	if (skip > 0) {
		close_token(s);
		return skip - 1;
	}
	if (is_www(s, i)) {
		s->address = true;
		s->tokens->text_len = s->token->at;
		s->tokens->num--;
		s->open = false;
	} else if (is_dotted_form(s, i)) {
		close_token(s);
		s->pending |= PSI_TOKEN_AFTER_COMMA;
	}
	s->dot = s->open;
	if (s->open && !is_letter_at(s, i + 1))
		s->token->flags |= PSI_TOKEN_DOT_END;
	return 0;
}

/* The slash of "A/S": between letters that stand alone. */
static bool
joins_letters(const struct splitter *s, size_t i)
{
	size_t len;

	if (!s->open || s->dot)
		return false;
	len = s->tokens->text_len - s->token->at;
	if (len != 1 && !(s->token->flags & PSI_TOKEN_SLASHED))
		return false;
	if (!is_az(s->tokens->text[s->tokens->text_len - 1]))
		return false;
	return i + 1 < s->in_len && is_az(s->in[i + 1]) &&
	    !is_letter_at(s, i + 2);
}

static void
read_slash(struct splitter *s, size_t i)
{
	bool apart = i == 0 || s->in[i - 1] == ' ';

	/* An open token is never NULL; said for the analyser. */
	if (s->token != NULL && joins_letters(s, i)) {
		s->token->flags |= PSI_TOKEN_SLASHED;
		return;
	}
	close_token(s);
	if (s->tokens->num > 0)
		s->tokens->token[s->tokens->num - 1].flags |=
		    PSI_TOKEN_BEFORE_SLASH;
	s->pending |= PSI_TOKEN_AFTER_SLASH | PSI_TOKEN_APART;
	if (apart)
		s->pending |= PSI_TOKEN_APART_SLASH;
}

/*
 * Character references that web forms leave in names, after their "&": what
 * is left of the sign, and how many bytes follow it. Folded, so lower case.
 */
static size_t
find_reference(const struct splitter *s, size_t i, enum byte_class *class)
{
	static const struct {
		const char *text;
		enum byte_class class;
	} references[] = {
		{ "amp;", AND },
		{ "#38;", AND },
		{ "apos;", APOSTROPHE },
		{ "#39;", APOSTROPHE },
		{ "#039;", APOSTROPHE },
		{ "rsquo;", APOSTROPHE },
		{ "quot;", SEPARATOR },
		{ "#34;", SEPARATOR },
		{ "nbsp;", SEPARATOR },
		{ "lt;", SEPARATOR },
		{ "gt;", SEPARATOR },
	};
	size_t left = s->in_len - i - 1;

	for (size_t k = 0; k < sizeof references / sizeof references[0]; k++) {
		size_t len = strlen(references[k].text);

		if (left < len ||
		    memcmp(s->in + i + 1, references[k].text, len) != 0)
			continue;
		*class = references[k].class;
		return len;
	}
	return 0;
}

static bool
read_and(struct splitter *s)
{
	static const uint8_t word[3] = { 'a', 'n', 'd' };
	struct psi_tokens *t = s->tokens;

	close_token(s);
	if (PSI_TOKENS_BYTES - t->text_len < sizeof word || !open_token(s))
		return false;
	memcpy(t->text + t->text_len, word, sizeof word);
	t->text_len += sizeof word;
	s->hash = psi_lexicon_hash(word, sizeof word);
	close_token(s);
	return true;
}

/* Whether the sign at `i` sets apart what follows: not a blank, nor one "#", which
 * stands before a number, nor the hyphen inside a word. */
static bool
sets_apart(const struct splitter *s, size_t i)
{
	uint8_t c = s->in[i];

	if (c == '#')
		return i + 1 < s->in_len && s->in[i + 1] == '#';
	if (c == ' ')
		return false;
	if (c != '-')
		return true;
	return i == 0 || i + 1 == s->in_len || s->in[i - 1] == ' ' ||
	    s->in[i + 1] == ' ' || s->in[i + 1] == '-';
}

/*
 * A sign and ")" at the beginning, as banks write companies: a bracket that was never
 * opened. One wide word before it stands in brackets; "a)" and "1)" number a list.
 */
static void
close_first(struct splitter *s)
{
	struct psi_tokens *t = s->tokens;

	if (t->num != 1 || (t->token[0].flags & PSI_TOKEN_WIDE) == 0)
		return;
	t->token[0].flags |= PSI_TOKEN_BRACKET | PSI_TOKEN_BRACKET_FIRST;
	t->brackets = true;
}

static bool
read_sign(struct splitter *s, enum byte_class class, size_t i)
{
	switch (class) {
	case AND:
		return read_and(s);
	case SLASH:
		read_slash(s, i);
		return true;
	case OPEN:
		close_token(s);
		s->depth++;
		s->pending |= PSI_TOKEN_BRACKET_FIRST | PSI_TOKEN_APART;
		return true;
	case CLOSE:
		close_token(s);
		if (s->depth > 0)
			s->depth--;
		else
			close_first(s);
		s->pending &= ~(unsigned int)PSI_TOKEN_BRACKET_FIRST;
		s->pending |= PSI_TOKEN_APART;
		return true;
	case COMMA:
		close_token(s);
		s->pending |= PSI_TOKEN_AFTER_COMMA | PSI_TOKEN_APART;
		return true;
	case SEPARATOR:
	case LETTER:
	case DOT:
	case APOSTROPHE:
		break;
	}
	close_token(s);
	if (s->in[i] == ' ')
		s->address = false;
	if (sets_apart(s, i))
		s->pending |= PSI_TOKEN_APART;
	return true;
}

bool
psi_tokens_split(struct psi_tokens *tokens, const struct psi_lexicon *lexicon,
    const char *country, const uint8_t *folded, size_t folded_len)
{
	struct splitter s = { 0 };

	s.tokens = tokens;
	s.lexicon = lexicon;
	s.country = country;
	s.in = folded;
	s.in_len = folded_len;
	tokens->num = 0;
	tokens->text_len = 0;
	tokens->brackets = false;
	tokens->wide = false;
	for (size_t i = 0; i < folded_len; i++) {
		enum byte_class class = class_of(folded[i]);

		if (folded[i] == '&')
			i += find_reference(&s, i, &class);
		if (class == LETTER) {
			i = read_letters(&s, i);
			if (i == SIZE_MAX)
				return false;
			i--;
		} else if (class == DOT) {
			i += read_dot(&s, i);
		} else if (class != APOSTROPHE) {
			if (!read_sign(&s, class, i))
				return false;
		}
	}
	close_token(&s);
	return true;
}

void
psi_tokens_set(struct psi_tokens *tokens, const struct psi_lexicon *lexicon,
    struct psi_token *token, size_t at, size_t len)
{
	token->at = (uint32_t)at;
	token->len = (uint32_t)len;
	token->hash = psi_lexicon_hash(tokens->text + at, len);
	token->word =
	    psi_lexicon_find(lexicon, token->hash, tokens->text + at, len);
}

bool
psi_tokens_append(
    struct psi_tokens *tokens, size_t *at, const uint8_t *bytes, size_t len)
{
	if (len > PSI_TOKENS_BYTES - tokens->text_len)
		return false;
	*at = tokens->text_len;
	memmove(tokens->text + *at, bytes, len);
	tokens->text_len += len;
	return true;
}

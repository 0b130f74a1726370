#include "list/name_note.h"

#include <stddef.h>
#include <string.h>

#include "base/ascii.h"

enum place { PLACE_ANYWHERE, PLACE_BEHIND, PLACE_APART, PLACE_WHOLE };

static const struct {
	const char *text;
	enum place place;
} notes_known[] = {
#define PHRASE(text) { text, PLACE_ANYWHERE },
#define BEHIND(text) { text, PLACE_BEHIND },
#define APART(text) { text, PLACE_APART },
#define WHOLE(text) { text, PLACE_WHOLE },
#include "list/name_note.def"
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Of a list of one's own, no secret to oneself. */
struct text {
	const uint8_t *at;
	size_t len;
};

static bool
is_letter(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
}

/* Small letters of ASCII, and of the letters from U+00C0 to U+00DE. */
static uint8_t
fold(const struct text *name, size_t i)
{
	uint8_t c = name->at[i];

	if (c >= 'A' && c <= 'Z')
		return (uint8_t)(c + ('a' - 'A'));
	if (i > 0 && name->at[i - 1] == 0xc3 && c >= 0x80 && c <= 0x9e)
		return (uint8_t)(c + 0x20);
	return c;
}

/* Programs write "_" where a file's name must have no blank. */
static bool
separates(uint8_t c)
{
	return psi_ascii_is_blank((char)c) || c == '_';
}

/* Which list a word that begins so is looked up in. Folding changes a bit of the
 * first two that does not count here. */
static size_t
list_of(uint8_t first, uint8_t second, uint8_t third)
{
	unsigned int last = separates(third) ? ' ' : third;

	return ((first & 31U) * 961 + (second & 31U) * 31 + last) %
	    PSI_NAME_NOTES_LISTS;
}

void
psi_name_notes_init(struct psi_name_notes *notes)
{
	_Static_assert(COUNT(notes_known) <= PSI_NAME_NOTES_MAX, "room");

	memset(notes, 0, sizeof *notes);
	for (size_t i = 0; i < COUNT(notes_known); i++) {
		const char *text = notes_known[i].text;
		uint8_t *head = &notes->first[list_of(
		    (uint8_t)text[0], (uint8_t)text[1], (uint8_t)text[2])];

		notes->next[i] = *head;
		*head = (uint8_t)(i + 1);
	}
	for (unsigned int c = 0; c < sizeof notes->is_word; c++)
		notes->is_word[c] =
		    is_letter((uint8_t)c) || psi_ascii_is_digit((char)c);
}

/* ---- what stands beside a phrase ---- */

/* Does a sign before position `at` set off what follows? A dash needs a blank
 * before it: "Test-Rite" is a name. */
static bool
is_behind_sign(const struct text *name, size_t at)
{
	size_t i = at;
	uint8_t c;

	while (i > 0 && separates(name->at[i - 1]))
		i--;
	if (i == 0)
		return true;
	c = name->at[i - 1];
	/* En dash and em dash. */
	if (i >= 3 && name->at[i - 3] == 0xe2 && name->at[i - 2] == 0x80 &&
	    (c == 0x93 || c == 0x94))
		return true;
	if (c == '-')
		return i >= 2 && separates(name->at[i - 2]);
	return memchr("([{<*|!:/#", c, 10) != NULL;
}

/* Does what ends before `at` stand apart from what follows? */
static bool
is_before_sign(const struct text *name, size_t at)
{
	size_t i = at;

	while (i < name->len && separates(name->at[i]))
		i++;
	if (i == name->len)
		return true;
	if (name->at[i] == '-')
		return i > at && i + 1 < name->len &&
		    separates(name->at[i + 1]);
	return memchr(")]}>*|!:;,", name->at[i], 10) != NULL;
}

/* Nothing but digits and signs behind it. */
static bool
is_at_end(const struct text *name, size_t at)
{
	for (; at < name->len; at++)
		if (is_letter(name->at[at]))
			return false;
	return true;
}

/* The end of a phrase that begins at `at`; 0 where it does not. */
static size_t
match(const struct text *name, size_t at, const char *phrase)
{
	size_t i = at;

	for (; *phrase != '\0'; phrase++) {
		if (*phrase == ' ') {
			if (i == name->len || !separates(name->at[i]))
				return 0;
			while (i < name->len && separates(name->at[i]))
				i++;
			continue;
		}
		if (i == name->len || fold(name, i) != (uint8_t)*phrase)
			return 0;
		i++;
	}
	return i < name->len && is_letter(name->at[i]) ? 0 : i;
}

static bool
is_found(const struct text *name, size_t at, size_t which)
{
	size_t end = match(name, at, notes_known[which].text);

	if (end == 0)
		return false;
	switch (notes_known[which].place) {
	case PLACE_ANYWHERE:
		break;
	case PLACE_BEHIND:
		return at > 0 && is_behind_sign(name, at);
	case PLACE_APART:
		/* The whole name may be a company's: "Old", "Lost". */
		return (at > 0 || !is_at_end(name, end)) &&
		    is_behind_sign(name, at) && is_before_sign(name, end);
	case PLACE_WHOLE:
		return at == 0 && is_at_end(name, end);
	}
	return true;
}

bool
psi_name_is_noted(const struct psi_name_notes *notes, struct psi_cell cell)
{
	const struct text name = { (const uint8_t *)cell.text, cell.len };
	size_t i = 0;

	while (i + 2 < name.len) {
		/* A word begins here, or a sign does. */
		size_t k = notes->first[list_of(
		    name.at[i], name.at[i + 1], fold(&name, i + 2))];

		for (; k != 0; k = notes->next[k - 1])
			if (is_found(&name, i, k - 1))
				return true;
		while (i < name.len && notes->is_word[name.at[i]])
			i++;
		while (i < name.len && !notes->is_word[name.at[i]])
			i++;
	}
	return false;
}

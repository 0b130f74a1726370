#include "kit/shell_word.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#define WORDS 8
#define WORD_BYTES 4200

static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
			    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
			    "@%+=:,./_-";

/* Bytes above ASCII are letters to every shell. */
static bool
is_plain(const char *word)
{
	for (const char *p = word; *p != '\0'; p++)
		if (((unsigned char)*p & 0x80) == 0 &&
		    strchr(plain, *p) == NULL)
			return false;
	return word[0] != '\0';
}

static bool
add(char *out, size_t *len, const char *text)
{
	size_t n = strlen(text);

	if (*len + n >= WORD_BYTES)
		return false;
	memcpy(out + *len, text, n + 1);
	*len += n;
	return true;
}

const char *
psi_shell_word(const char *word)
{
	static char all[WORDS][WORD_BYTES];
	static size_t next;
	char *out = all[next];
	bool quotes = !is_plain(word);
	const char *quote = strpbrk(word, "$`\"\\!") == NULL ? "\"" : "'";
	size_t len = 0;
	bool fits = true;

	if (!quotes && word[0] != '-')
		return word;
	next = (next + 1) % WORDS;
	if (quotes)
		fits = add(out, &len, quote);
	if (word[0] == '-')
		fits = fits && add(out, &len, "./");
	for (const char *p = word; fits && *p != '\0'; p++) {
		char one[2] = { *p, '\0' };

		fits = add(
		    out, &len, *p == '\'' && *quote == '\'' ? "'\\''" : one);
	}
	if (quotes)
		fits = fits && add(out, &len, quote);
	return fits ? out : word;
}

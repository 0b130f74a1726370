#include "list/account_id.h"

#include <stdbool.h>
#include <stdint.h>

#include "base/ascii.h"

#define SHORT_CHARS 15
#define LONG_CHARS 18

/*
 * The character that stands for five others of an id: bit i of its number is
 * set where the i-th is a capital (Salesforce, "Object Reference", "ID Field
 * Type"). 0 where one of them is no letter or digit.
 */
static char
check_character(const char *five)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
	unsigned int number = 0;

	for (unsigned int i = 0; i < 5; i++) {
		char c = five[i];

		if (!psi_ascii_is_letter(c) && !psi_ascii_is_digit(c))
			return 0;
		if (c >= 'A' && c <= 'Z')
			number |= 1U << i;
	}
	return alphabet[number];
}

struct psi_cell
psi_account_id(struct psi_cell id)
{
	if (id.len != LONG_CHARS)
		return id;
	for (size_t i = 0; i < 3; i++) {
		/* Some programs write them in small letters. */
		char c = id.text[SHORT_CHARS + i];
		char want = check_character(id.text + 5 * i);

		if (c >= 'a' && c <= 'z')
			c = (char)(c & ~0x20);
		if (want == 0 || c != want)
			return id;
	}
	id.len = SHORT_CHARS;
	return id;
}

#include "normal/us_states.h"

#include <stddef.h>
#include <string.h>

/* Appendix B of the USPS's Publication 28, without territories. */
static const struct {
	char code[2];
	const char *name;
} states[] = {
	{ { 'a', 'k' }, "alaska" },
	{ { 'a', 'l' }, "alabama" },
	{ { 'a', 'r' }, "arkansas" },
	{ { 'a', 'z' }, "arizona" },
	{ { 'c', 'a' }, "california" },
	{ { 'c', 'o' }, "colorado" },
	{ { 'c', 't' }, "connecticut" },
	{ { 'd', 'c' }, "district of columbia" },
	{ { 'd', 'e' }, "delaware" },
	{ { 'f', 'l' }, "florida" },
	{ { 'g', 'a' }, "georgia" },
	{ { 'h', 'i' }, "hawaii" },
	{ { 'i', 'a' }, "iowa" },
	{ { 'i', 'd' }, "idaho" },
	{ { 'i', 'l' }, "illinois" },
	{ { 'i', 'n' }, "indiana" },
	{ { 'k', 's' }, "kansas" },
	{ { 'k', 'y' }, "kentucky" },
	{ { 'l', 'a' }, "louisiana" },
	{ { 'm', 'a' }, "massachusetts" },
	{ { 'm', 'd' }, "maryland" },
	{ { 'm', 'e' }, "maine" },
	{ { 'm', 'i' }, "michigan" },
	{ { 'm', 'n' }, "minnesota" },
	{ { 'm', 'o' }, "missouri" },
	{ { 'm', 's' }, "mississippi" },
	{ { 'm', 't' }, "montana" },
	{ { 'n', 'c' }, "north carolina" },
	{ { 'n', 'd' }, "north dakota" },
	{ { 'n', 'e' }, "nebraska" },
	{ { 'n', 'h' }, "new hampshire" },
	{ { 'n', 'j' }, "new jersey" },
	{ { 'n', 'm' }, "new mexico" },
	{ { 'n', 'v' }, "nevada" },
	{ { 'n', 'y' }, "new york" },
	{ { 'o', 'h' }, "ohio" },
	{ { 'o', 'k' }, "oklahoma" },
	{ { 'o', 'r' }, "oregon" },
	{ { 'p', 'a' }, "pennsylvania" },
	{ { 'r', 'i' }, "rhode island" },
	{ { 's', 'c' }, "south carolina" },
	{ { 's', 'd' }, "south dakota" },
	{ { 't', 'n' }, "tennessee" },
	{ { 't', 'x' }, "texas" },
	{ { 'u', 't' }, "utah" },
	{ { 'v', 'a' }, "virginia" },
	{ { 'v', 't' }, "vermont" },
	{ { 'w', 'a' }, "washington" },
	{ { 'w', 'i' }, "wisconsin" },
	{ { 'w', 'v' }, "west virginia" },
	{ { 'w', 'y' }, "wyoming" },
};

const char *
psi_us_state(const uint8_t code[2])
{
	for (size_t i = 0; i < sizeof states / sizeof states[0]; i++)
		if (memcmp(states[i].code, code, 2) == 0)
			return states[i].name;
	return NULL;
}

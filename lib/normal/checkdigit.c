#include "normal/checkdigit.h"

static unsigned int
digit(char c)
{
	return (unsigned int)(c - '0');
}

bool
psi_check_luhn(const char *digits, size_t len)
{
	unsigned int sum = 0;

	for (size_t i = 0; i < len; i++) {
		unsigned int d = digit(digits[len - 1 - i]);

		if (i % 2 != 0)
			d = d * 2 > 9 ? d * 2 - 9 : d * 2;
		sum += d;
	}
	return sum % 10 == 0;
}

bool
psi_check_mod11_10(const char *digits, size_t len)
{
	unsigned int product = 10;

	for (size_t i = 0; i + 1 < len; i++) {
		unsigned int sum = (digit(digits[i]) + product) % 10;

		product = (sum == 0 ? 10 : sum) * 2 % 11;
	}
	return (product + digit(digits[len - 1])) % 10 == 1;
}

unsigned int
psi_check_mod97(const char *text, size_t len)
{
	unsigned int r = 0;

	for (size_t i = 0; i < len; i++) {
		if (text[i] >= '0' && text[i] <= '9')
			r = (r * 10 + digit(text[i])) % 97;
		else
			r = (r * 100 + (unsigned int)(text[i] - 'A') + 10) % 97;
	}
	return r;
}

unsigned int
psi_check_number(const char *digits, size_t len, unsigned int m)
{
	unsigned int r = 0;

	for (size_t i = 0; i < len; i++)
		r = (r * 10 + digit(digits[i])) % m;
	return r;
}

unsigned int
psi_check_sum(const char *digits, const unsigned char *weights, size_t len)
{
	unsigned int sum = 0;

	for (size_t i = 0; i < len; i++)
		sum += digit(digits[i]) * weights[i];
	return sum;
}

#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/*
 * Keep the promise of psi/error.h: control characters, C0 and C1, become
 * question marks, since a name may come from a partner's file; and a text that
 * was cut off ends with a whole character.
 */
static void
make_printable(char *text)
{
	unsigned char *p = (unsigned char *)text;
	size_t len = strlen(text);
	size_t tail = 0;

	for (size_t i = 0; i < len; i++) {
		if (p[i] < 0x20 || p[i] == 0x7f) {
			p[i] = '?';
		} else if (p[i] == 0xc2 && p[i + 1] >= 0x80 &&
		    p[i + 1] < 0xa0) {
			p[i] = '?';
			p[i + 1] = '?';
		}
	}
	/* Step back over continuation bytes to what should lead them. */
	while (tail < 3 && tail < len && (p[len - tail - 1] & 0xc0) == 0x80)
		tail++;
	if (tail < len) {
		unsigned char lead = p[len - tail - 1];
		size_t want = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;

		if (lead >= 0xc0 && tail < want)
			text[len - tail - 1] = '\0';
	}
}

static void set(struct psi_error *err, int code, const char *format,
    va_list args) __attribute__((format(printf, 3, 0)));

static void
set(struct psi_error *err, int code, const char *format, va_list args)
{
	memset(err, 0, sizeof *err);
	err->code = code;
	(void)vsnprintf(err->text, sizeof err->text, format, args);
	make_printable(err->text);
}

int
psi_error_set(struct psi_error *err, int code, const char *format, ...)
{
	va_list args;

	if (err == NULL)
		return code;
	va_start(args, format);
	set(err, code, format, args);
	va_end(args);
	return code;
}

int
psi_error_set_errno(
    struct psi_error *err, int code, int sys_errno, const char *format, ...)
{
	va_list args;

	if (err == NULL)
		return code;
	va_start(args, format);
	set(err, code, format, args);
	va_end(args);
	err->sys_errno = sys_errno;
	return code;
}

int
psi_error_set_line(
    struct psi_error *err, int code, uint64_t line, const char *format, ...)
{
	va_list args;

	if (err == NULL)
		return code;
	va_start(args, format);
	set(err, code, format, args);
	va_end(args);
	err->line = line;
	return code;
}

void
psi_error_hint(struct psi_error *err, const char *format, ...)
{
	va_list args;

	if (err == NULL)
		return;
	va_start(args, format);
	(void)vsnprintf(err->hint, sizeof err->hint, format, args);
	make_printable(err->hint);
	va_end(args);
}

int
psi_error_nomem(struct psi_error *err)
{
	return psi_error_set(err, PSI_E_NOMEM, "out of memory");
}

const char *
psi_error_name(int code)
{
	static const struct {
		int code;
		const char *name;
	} names[] = {
		{ 0, "PSI_OK" },
		{ PSI_E_IO, "PSI_E_IO" },
		{ PSI_E_NOMEM, "PSI_E_NOMEM" },
		{ PSI_E_RANDOM, "PSI_E_RANDOM" },
		{ PSI_E_ABSENT, "PSI_E_ABSENT" },
		{ PSI_E_EXISTS, "PSI_E_EXISTS" },
		{ PSI_E_ARG, "PSI_E_ARG" },
		{ PSI_E_INPUT, "PSI_E_INPUT" },
		{ PSI_E_PASSPHRASE, "PSI_E_PASSPHRASE" },
		{ PSI_E_GRAMMAR, "PSI_E_GRAMMAR" },
		{ PSI_E_LIMIT, "PSI_E_LIMIT" },
		{ PSI_E_DIGEST, "PSI_E_DIGEST" },
		{ PSI_E_SIGNATURE, "PSI_E_SIGNATURE" },
		{ PSI_E_MISMATCH, "PSI_E_MISMATCH" },
		{ PSI_E_ORDER, "PSI_E_ORDER" },
		{ PSI_E_ELEMENT, "PSI_E_ELEMENT" },
		{ PSI_E_PROOF, "PSI_E_PROOF" },
		{ PSI_E_SEAL, "PSI_E_SEAL" },
		{ PSI_E_AGREEMENT, "PSI_E_AGREEMENT" },
		{ PSI_E_STATE, "PSI_E_STATE" },
	};

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (names[i].code == code)
			return names[i].name;
	return "PSI_E_?";
}

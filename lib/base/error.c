#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

/* Bytes of one control character at `in`, C0, DEL or C1; 0 for another. */
static size_t
control_len(const unsigned char *in)
{
	if ((in[0] < 0x20 && in[0] != 0) || in[0] == 0x7f)
		return 1;
	return in[0] == 0xc2 && in[1] >= 0x80 && in[1] < 0xa0 ? 2 : 0;
}

/*
 * Keep the promise of psi/error.h: control characters are spelled out, since
 * a name may come from a partner's file, and so are bytes that are no UTF-8, as
 * where a name was cut; a text that is cut off ends with a whole character.
 */
static void print(char out[PSI_ERROR_TEXT_BYTES], const char *format,
    va_list args) __attribute__((format(printf, 2, 0)));

static void
print(char out[PSI_ERROR_TEXT_BYTES], const char *format, va_list args)
{
	/* Longer by a character, so that the cut falls below. */
	char text[PSI_ERROR_TEXT_BYTES + 4];
	const unsigned char *in = (const unsigned char *)text;
	const unsigned char *end;
	size_t len = 0;

	(void)vsnprintf(text, sizeof text, format, args);
	end = in + strlen(text);
	while (in < end) {
		char piece[8];
		uint32_t c;
		size_t control = control_len(in);
		size_t step = control != 0
		    ? control
		    : psi_utf8_decode(&c, in, (size_t)(end - in));
		size_t n = step;

		if (control == 0 && step > 0) {
			memcpy(piece, in, step);
		} else {
			step = control == 2 ? 2 : 1;
			n = (size_t)snprintf(piece, sizeof piece,
			    step == 1 ? "\\x%02x" : "\\u%04x",
			    (unsigned int)in[step - 1]);
		}
		if (len + n >= PSI_ERROR_TEXT_BYTES)
			break;
		memcpy(out + len, piece, n);
		len += n;
		in += step;
	}
	out[len] = '\0';
}

static void set(struct psi_error *err, int code, const char *format,
    va_list args) __attribute__((format(printf, 3, 0)));

static void
set(struct psi_error *err, int code, const char *format, va_list args)
{
	memset(err, 0, sizeof *err);
	err->code = code;
	print(err->text, format, args);
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
	print(err->hint, format, args);
	va_end(args);
}

int
psi_refuse(struct psi_error *err, int code, uint64_t line, const char *hint,
    const char *format, ...)
{
	va_list args;

	if (err == NULL)
		return code;
	va_start(args, format);
	set(err, code, format, args);
	va_end(args);
	err->line = line;
	if (hint != NULL)
		psi_error_hint(err, "%s", hint);
	return code;
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

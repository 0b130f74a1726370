#include "kit/diag.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* A line holds a message, a path (escaped it may grow fourfold) and more. */
#define LINE_BYTES 20480
#define TEXT_BYTES 6144

static const char *tool_name = "psi";
static bool be_quiet;
static void (*clear_screen)(void);
/* A copy: the path itself may be freed before the error is printed. */
static char blamed[TEXT_BYTES / 2];

/*
 * Read one UTF-8 character (RFC 3629). Returns its length in bytes, or 0
 * where the bytes are none: overlong, a surrogate, cut off.
 */
static size_t
decode_utf8(uint32_t *out, const uint8_t *in, size_t in_len)
{
	size_t len;
	uint32_t c, least;

	if (in[0] < 0x80) {
		*out = in[0];
		return 1;
	}
	if (in[0] >= 0xc2 && in[0] <= 0xdf) {
		len = 2, c = in[0] & 0x1fU, least = 0x80;
	} else if (in[0] >= 0xe0 && in[0] <= 0xef) {
		len = 3, c = in[0] & 0x0fU, least = 0x800;
	} else if (in[0] >= 0xf0 && in[0] <= 0xf4) {
		len = 4, c = in[0] & 0x07U, least = 0x10000;
	} else {
		return 0;
	}
	if (in_len < len)
		return 0;
	for (size_t i = 1; i < len; i++) {
		if ((in[i] & 0xc0U) != 0x80)
			return 0;
		c = c << 6 | (in[i] & 0x3fU);
	}
	if (c < least || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	*out = c;
	return len;
}

/*
 * Characters that act on a terminal, or hide in it, or look like a blank and
 * are none: C0, DEL, C1; every space but U+0020 (White_Space of Unicode 14.0
 * and the braille blank); line separators; Default_Ignorable_Code_Point of
 * DerivedCoreProperties.txt, which has the bidirectional controls, fillers,
 * joiners and variation selectors in it; interlinear annotation. Ascending.
 */
static bool
is_unsafe(uint32_t c)
{
	static const uint32_t ranges[][2] = {
		{ 0x0000, 0x001f },
		{ 0x007f, 0x00a0 },
		{ 0x00ad, 0x00ad },
		{ 0x034f, 0x034f },
		{ 0x061c, 0x061c },
		{ 0x115f, 0x1160 },
		{ 0x1680, 0x1680 },
		{ 0x17b4, 0x17b5 },
		{ 0x180b, 0x180f },
		{ 0x2000, 0x200f },
		{ 0x2028, 0x202f },
		{ 0x205f, 0x206f },
		{ 0x2800, 0x2800 },
		{ 0x3000, 0x3000 },
		{ 0x3164, 0x3164 },
		{ 0xfe00, 0xfe0f },
		{ 0xfeff, 0xfeff },
		{ 0xffa0, 0xffa0 },
		{ 0xfff0, 0xfffb },
		{ 0x1bca0, 0x1bca3 },
		{ 0x1d173, 0x1d17a },
		{ 0xe0000, 0xe0fff },
	};

	for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++)
		if (c <= ranges[i][1])
			return c >= ranges[i][0];
	return false;
}

/* Marks of the scripts in which a text can have any number of them on one letter,
 * and the blocks of marks for all scripts. Ascending. */
static bool
is_mark(uint32_t c)
{
	static const uint32_t ranges[][2] = {
		{ 0x0300, 0x036f },
		{ 0x0483, 0x0489 },
		{ 0x0591, 0x05bd },
		{ 0x0610, 0x061a },
		{ 0x064b, 0x065f },
		{ 0x06d6, 0x06dc },
		{ 0x06df, 0x06e4 },
		{ 0x0e34, 0x0e3a },
		{ 0x0e47, 0x0e4e },
		{ 0x1ab0, 0x1aff },
		{ 0x1dc0, 0x1dff },
		{ 0x20d0, 0x20ff },
		{ 0x302a, 0x302f },
		{ 0x3099, 0x309a },
		{ 0xfe20, 0xfe2f },
	};

	for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++)
		if (c <= ranges[i][1])
			return c >= ranges[i][0];
	return false;
}

/* May a mark stand on it? */
static bool
is_letter(uint32_t c)
{
	return c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	    (c >= 'a' && c <= 'z');
}

size_t
psi_escape(char *out, size_t out_size, const char *in, size_t in_len)
{
	const uint8_t *bytes = (const uint8_t *)in;
	/* How many more the last letter bears. */
	int marks = 0;
	size_t len = 0;

	for (size_t i = 0; i < in_len;) {
		char piece[16];
		uint32_t c = 0;
		size_t step = decode_utf8(&c, bytes + i, in_len - i);
		bool unsafe = step == 0 || is_unsafe(c);
		size_t n;

		if (!unsafe && is_mark(c))
			unsafe = marks-- <= 0;
		else
			marks = !unsafe && is_letter(c) ? PSI_MARKS_MAX : 0;
		if (unsafe && step <= 1) {
			n = (size_t)snprintf(
			    piece, sizeof piece, "\\x%02x", bytes[i]);
			step = 1;
		} else if (unsafe) {
			n = (size_t)snprintf(
			    piece, sizeof piece, "\\u%04x", (unsigned int)c);
		} else {
			memcpy(piece, in + i, step);
			n = step;
		}
		/* Never a part of an escape or of a character. */
		if (len + n < out_size)
			memcpy(out + len, piece, n);
		else if (len < out_size)
			out_size = len + 1;
		len += n;
		i += step;
	}
	if (out_size > 0)
		out[len < out_size ? len : out_size - 1] = '\0';
	return len;
}

void
psi_short_name(char out[PSI_SHORT_NAME_BYTES], const char *name)
{
	static const char more[] = "...";
	/* Quotes and the NUL besides. */
	const size_t room = PSI_SHORT_NAME_BYTES - 3;
	size_t len = strlen(name);
	bool is_cut = len > room;

	if (is_cut) {
		len = room - strlen(more);
		/* Not in the middle of a character. */
		while (len > 0 && ((unsigned char)name[len] & 0xc0) == 0x80)
			len--;
	}
	(void)snprintf(out, PSI_SHORT_NAME_BYTES, "\"%.*s%s\"", (int)len, name,
	    is_cut ? more : "");
	for (size_t i = 1; i <= len; i++)
		if (out[i] == '"')
			out[i] = '\'';
}

void
psi_diag_init(const char *tool)
{
	tool_name = tool;
}

void
psi_diag_quiet(bool quiet)
{
	be_quiet = quiet;
}

bool
psi_diag_is_quiet(void)
{
	return be_quiet;
}

void
psi_diag_before(void (*clear)(void))
{
	clear_screen = clear;
}

/* One write for one line, so that lines of two programs do not mix. There is
 * nobody to tell when standard error itself fails. */
static void
print_line(const char *label, const char *text)
{
	char line[LINE_BYTES];
	size_t len;

	if (clear_screen != NULL)
		clear_screen();
	len =
	    (size_t)snprintf(line, sizeof line - 1, "%s: %s", tool_name, label);
	(void)psi_escape(line + len, sizeof line - 1 - len, text, strlen(text));
	len = strlen(line);
	line[len++] = '\n';
	for (size_t done = 0; done < len;) {
		ssize_t n = write(STDERR_FILENO, line + done, len - done);

		if (n <= 0)
			break;
		done += (size_t)n;
	}
}

static void
print_format(const char *label, const char *format, va_list args)
{
	char text[TEXT_BYTES];

	(void)vsnprintf(text, sizeof text, format, args);
	print_line(label, text);
}

void
psi_note(const char *format, ...)
{
	va_list args;

	if (be_quiet)
		return;
	va_start(args, format);
	print_format("", format, args);
	va_end(args);
}

void
psi_next(const char *format, ...)
{
	va_list args;

	if (be_quiet)
		return;
	va_start(args, format);
	print_format("next: ", format, args);
	va_end(args);
}

void
psi_warn(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print_format("warning: ", format, args);
	va_end(args);
}

int
psi_diag_file(int code, const char *path)
{
	if (code != 0 && blamed[0] == '\0')
		(void)snprintf(blamed, sizeof blamed, "%s",
		    strcmp(path, "-") == 0 ? "standard input" : path);
	return code;
}

const char *
psi_diag_blamed(void)
{
	return blamed;
}

void
psi_diag_forget(void)
{
	blamed[0] = '\0';
}

void
psi_diag_error(const struct psi_error *err)
{
	char text[TEXT_BYTES];
	char where[TEXT_BYTES / 2 + 32] = "";
	const char *reason = "";
	int status = psi_exit_status(err->code);

	if (err->code == PSI_CLI_PIPE || err->code == PSI_CLI_CHANGES ||
	    err->code <= PSI_CLI_TOLD(0))
		return;
	if (status != PSI_EXIT_SYSTEM && status != PSI_EXIT_USAGE) {
		if (blamed[0] != '\0' && err->line != 0)
			(void)snprintf(where, sizeof where, "%s:%llu: ", blamed,
			    (unsigned long long)err->line);
		else if (blamed[0] != '\0')
			(void)snprintf(where, sizeof where, "%s: ", blamed);
		else if (err->line != 0)
			(void)snprintf(where, sizeof where,
			    "line %llu: ", (unsigned long long)err->line);
	}
	if (err->sys_errno != 0)
		reason = strerror(err->sys_errno);
	(void)snprintf(text, sizeof text, "%s%s%s%s", where,
	    err->text[0] != '\0' ? err->text : psi_error_name(err->code),
	    reason[0] != '\0' ? ": " : "", reason);
	print_line("error: ", text);
	if (err->hint[0] != '\0')
		print_line("hint: ", err->hint);
	if (err->code == PSI_CLI_USAGE) {
		(void)snprintf(text, sizeof text, "'%s --help'", tool_name);
		print_line("try ", text);
	}
}

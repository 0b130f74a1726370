#include "kit/diag.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "psi/escape.h"

/* A line holds a message, a path (escaped it may grow fourfold) and more. */
#define LINE_BYTES 20480
#define TEXT_BYTES 6144

static const char *tool_name = "psi";
static bool be_quiet;
static void (*clear_screen)(void);
/* A copy: the path itself may be freed before the error is printed. */
static char blamed[TEXT_BYTES / 2];

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

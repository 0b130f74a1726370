#include "kit/progress.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "kit/diag.h"

/* Seconds before the first line, and between two lines. */
#define FIRST_AFTER 1.0
#define AGAIN_AFTER 0.2

static struct {
	/* The step that is under way: the caller's static text. */
	const char *what;
	double started;
	double shown;
	/* Columns that the line on the screen takes; 0 if there is none. */
	int width;
} line;

static double
now(void)
{
	struct timespec t;

	if (clock_gettime(CLOCK_MONOTONIC, &t) != 0)
		return 0;
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
put(const char *text, size_t len)
{
	/* A progress line that is lost is no failure. */
	if (write(STDERR_FILENO, text, len) < 0)
		line.width = 0;
}

void
psi_progress_hide(void)
{
	char blank[128];
	int len;

	if (line.width == 0)
		return;
	len = snprintf(blank, sizeof blank, "\r%*s\r", line.width, "");
	line.width = 0;
	if (len > 0)
		put(blank, (size_t)len);
}

static void
format_left(char *out, size_t out_size, double seconds)
{
	unsigned long s = (unsigned long)(seconds + 0.5);

	if (s >= 3600)
		(void)snprintf(out, out_size, ", %lu h %02lu min left",
		    s / 3600, s / 60 % 60);
	else if (s >= 60)
		(void)snprintf(
		    out, out_size, ", %lu min %02lu s left", s / 60, s % 60);
	else
		(void)snprintf(out, out_size, ", %lu s left", s);
}

static void
show(const char *what, uint64_t done, uint64_t total, double elapsed)
{
	char text[96], left[40] = "", of[32] = "";
	double rate = (double)done / elapsed;
	int len;

	if (total > 0)
		(void)snprintf(
		    of, sizeof of, " of %llu", (unsigned long long)total);
	if (total > done && rate > 0 && (double)(total - done) / rate < 1e7)
		format_left(left, sizeof left, (double)(total - done) / rate);
	len = snprintf(text, sizeof text, "\r%.24s: %llu%s, %.0f/s%s", what,
	    (unsigned long long)done, of, rate, left);
	if (len < 1)
		return;
	if ((size_t)len >= sizeof text)
		len = (int)sizeof text - 1;
	/* A shorter line first wipes the longer one before it. */
	if (line.width > len - 1)
		psi_progress_hide();
	line.width = len - 1;
	put(text, (size_t)len);
}

static int
step(void *cookie, const char *what, uint64_t done, uint64_t total)
{
	double t = now();

	(void)cookie;
	if (psi_diag_is_quiet() || isatty(STDERR_FILENO) == 0)
		return 0;
	if (line.what == NULL || strcmp(line.what, what) != 0) {
		psi_progress_hide();
		line.what = what;
		line.started = t;
		line.shown = 0;
	}
	if (t - line.started >= FIRST_AFTER && t - line.shown >= AGAIN_AFTER) {
		line.shown = t;
		show(what, done, total, t - line.started);
	}
	if (total > 0 && done >= total)
		psi_progress_hide();
	return 0;
}

const struct psi_progress *
psi_progress_line(void)
{
	static const struct psi_progress progress = { step, NULL };

	psi_diag_before(psi_progress_hide);
	return &progress;
}

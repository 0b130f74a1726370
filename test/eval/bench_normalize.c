/*
 * How fast the normaliser is, on one core.
 *
 *	bench_normalize SUFFIXES EXPORT [ROWS]
 *
 * Normalises EXPORT through the default keys, and again, with its rows
 * repeated until there are ROWS of them where that is given; prints rows per
 * second. Judges nothing: it is for a quiet machine and a careful reader.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "psi/normalize.h"

#define ROUNDS 3

/* The header once, then the rows again and again. */
struct repeated {
	const uint8_t *data;
	size_t len;
	/* Where the rows begin. */
	size_t rows_at;
	size_t pos;
	uint64_t times;
};

static int
read_repeated(void *cookie, uint8_t *out, size_t out_size, size_t *out_len,
    struct psi_error *err)
{
	struct repeated *r = cookie;
	size_t n;

	(void)err;
	if (r->pos == r->len && r->times > 1) {
		r->pos = r->rows_at;
		r->times--;
	}
	n = r->len - r->pos;
	if (n > out_size)
		n = out_size;
	memcpy(out, r->data + r->pos, n);
	r->pos += n;
	*out_len = n;
	return 0;
}

static int
count_bytes(
    void *cookie, const uint8_t *in, size_t in_len, struct psi_error *err)
{
	uint64_t *num = cookie;

	(void)in;
	(void)err;
	*num += in_len;
	return 0;
}

static void
die(const char *what, const struct psi_error *err)
{
	(void)fprintf(stderr, "bench_normalize: error: %s%s%s\n", what,
	    err == NULL ? "" : ": ", err == NULL ? "" : err->text);
	exit(EXIT_FAILURE);
}

static void
read_all(struct psi_buf *buf, const char *path)
{
	FILE *file = fopen(path, "rb");
	struct psi_error err;
	size_t n;

	if (file == NULL)
		die(path, NULL);
	do {
		if (psi_buf_reserve(buf, 1 << 16, &err) != 0)
			die(path, &err);
		n = fread(buf->data + buf->len, 1, 1 << 16, file);
		buf->len += n;
	} while (n > 0);
	(void)fclose(file);
}

static double
now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
run(const struct psi_normalizer *normalizer, struct repeated export)
{
	struct psi_normalize_options options = PSI_NORMALIZE_OPTIONS_INIT;
	struct psi_normalize_report *report = NULL;
	uint64_t bytes = 0, rows, keys;
	struct psi_source source = { read_repeated, &export };
	struct psi_sink sink = { count_bytes, &bytes };
	struct psi_error err;
	double seconds;

	options.source_date = "2026-01-01";
	if (psi_normalize_report_new(&report, &err) != 0)
		die("report", &err);
	seconds = now();
	if (psi_normalize(
		normalizer, &source, &sink, &options, NULL, report, &err) != 0)
		die("normalize", &err);
	seconds = now() - seconds;
	rows = psi_normalize_report_count(report, "list", "rows");
	keys = psi_normalize_report_count(report, "list", "keys");
	(void)printf("%llu rows, %llu keys, %llu bytes: %.3f s, %.0f rows/s\n",
	    (unsigned long long)rows, (unsigned long long)keys,
	    (unsigned long long)bytes, seconds, (double)rows / seconds);
	psi_normalize_report_free(report);
}

int
main(int argc, char **argv)
{
	struct psi_normalizer_config config = PSI_NORMALIZER_CONFIG_INIT;
	struct psi_buf suffixes = PSI_BUF_INIT, export = PSI_BUF_INIT;
	struct psi_normalizer *normalizer = NULL;
	struct repeated repeated = { 0 };
	struct psi_error err;
	uint64_t lines = 0;
	double seconds;

	if (argc < 3 || argc > 4) {
		(void)fprintf(
		    stderr, "usage: bench_normalize SUFFIXES EXPORT [ROWS]\n");
		return 2;
	}
	read_all(&suffixes, argv[1]);
	read_all(&export, argv[2]);
	repeated.data = export.data;
	repeated.len = export.len;
	repeated.times = 1;
	for (size_t i = 0; i < export.len; i++) {
		if (export.data[i] == '\n' && lines++ == 0)
			repeated.rows_at = i + 1;
	}
	if (argc == 4 && lines > 1)
		repeated.times = strtoull(argv[3], NULL, 10) / (lines - 1);
	config.suffixes = suffixes.data;
	config.suffixes_len = suffixes.len;
	seconds = now();
	if (psi_normalizer_new(&normalizer, &config, &err) != 0)
		die(argv[1], &err);
	(void)printf("tables: %.1f ms\n", (now() - seconds) * 1e3);
	for (int i = 0; i < ROUNDS; i++)
		run(normalizer, repeated);
	psi_normalizer_free(normalizer);
	psi_buf_clear(&suffixes);
	psi_buf_clear(&export);
	return EXIT_SUCCESS;
}

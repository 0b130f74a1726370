/*
 * Where there is no libFuzzer: give a target every file of the folders and
 * files on the command line, and inputs derived from them in a fixed way:
 * prefixes, single bytes changed, lines dropped and repeated. What libFuzzer has
 * derived itself (run.sh --keep) is given as it is.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fuzz.h"

#define INPUT_MAX ((size_t)1 << 20)
/* Inputs of each derived kind for one file. */
#define DERIVED_MAX 400
/* What the names of inputs begin with that run.sh kept. */
#define FOUND "found-"

static unsigned long num_inputs;

/* In memory of its own, so that a sanitizer or valgrind sees its end. */
static void
give(const uint8_t *data, size_t size)
{
	uint8_t *copy = fuzz_copy(data, size);

	(void)LLVMFuzzerTestOneInput(copy, size);
	free(copy);
	num_inputs++;
}

static void
give_prefixes(const uint8_t *data, size_t size)
{
	size_t step = size / DERIVED_MAX + 1;

	for (size_t len = 0; len < size; len += step)
		give(data, len);
}

static void
give_changed(uint8_t *data, size_t size)
{
	static const uint8_t bytes[] = { 0, '\n', '\r', '"', ',', ';', '=', '-',
		'0', '9', 'A', ' ', 0x7f, 0x80, 0xc3, 0xff };
	uint32_t x = 2463534242U;

	for (unsigned int i = 0; size > 0 && i < DERIVED_MAX; i++) {
		size_t at;
		uint8_t old;

		/* Marsaglia's xorshift. */
		x ^= x << 13;
		x ^= x >> 17;
		x ^= x << 5;
		at = x % size;
		old = data[at];
		if (i % 2 == 0)
			data[at] = bytes[(x >> 8) % sizeof bytes];
		else
			data[at] = (uint8_t)(old ^ 1U << (x >> 8) % 8);
		give(data, size);
		data[at] = old;
	}
}

/* Without the line from..to, and with it twice. */
static void
give_without_and_twice(const uint8_t *data, size_t size, size_t from, size_t to)
{
	size_t line = to - from;
	uint8_t *out = malloc(size + line + 1);

	fuzz_check(out != NULL);
	memcpy(out, data, from);
	memcpy(out + from, data + to, size - to);
	give(out, size - line);
	memcpy(out, data, to);
	memcpy(out + to, data + from, size - from);
	give(out, size + line);
	free(out);
}

static void
give_lines(const uint8_t *data, size_t size)
{
	size_t from = 0;

	for (unsigned int i = 0; from < size && i < DERIVED_MAX; i++) {
		const uint8_t *end = memchr(data + from, '\n', size - from);
		size_t to = end == NULL ? size : (size_t)(end - data) + 1;

		give_without_and_twice(data, size, from, to);
		from = to;
	}
}

static void
replay_file(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash == NULL ? path : slash + 1;
	FILE *file = fopen(path, "rb");
	uint8_t *data = malloc(INPUT_MAX);
	size_t size;
	int bad;

	if (file == NULL || data == NULL) {
		perror(path);
		exit(1);
	}
	size = fread(data, 1, INPUT_MAX, file);
	bad = ferror(file) != 0;
	if (fclose(file) != 0 || bad) {
		perror(path);
		exit(1);
	}
	give(data, size);
	if (strncmp(name, FOUND, sizeof FOUND - 1) != 0) {
		give_prefixes(data, size);
		give_changed(data, size);
		give_lines(data, size);
	}
	free(data);
}

static void
replay(const char *path)
{
	char name[4096];
	struct stat st;
	struct dirent *entry;
	DIR *dir;

	if (stat(path, &st) != 0) {
		perror(path);
		exit(1);
	}
	if (!S_ISDIR(st.st_mode)) {
		replay_file(path);
		return;
	}
	dir = opendir(path);
	if (dir == NULL) {
		perror(path);
		exit(1);
	}
	while ((entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		(void)snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
		replay(name);
	}
	(void)closedir(dir);
}

int
main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		replay(argv[i]);
	printf("%lu inputs\n", num_inputs);
	if (&fuzz_num_taken != NULL && fuzz_num_taken == 0) {
		printf("none of them was taken: the seeds are too old\n");
		return 1;
	}
	return num_inputs == 0;
}

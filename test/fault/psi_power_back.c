/*
 * psi_power_back NOTES FOLDER: make the folder that the notes of psi_power.c are
 * of, as a power cut would have left it.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ID_BYTES 64
#define BLOCK_BYTES 65536

static int notes;

static void
cannot(const char *what)
{
	perror(what);
	exit(1);
}

/* The note of that kind, or -1 where there is none. */
static int
open_note(const char *kind, const char *id)
{
	char name[2 * ID_BYTES];
	int fd;

	(void)snprintf(name, sizeof name, "%s.%s", kind, id);
	fd = openat(notes, name, O_RDONLY | O_CLOEXEC);
	if (fd < 0 && errno != ENOENT)
		cannot(name);
	return fd;
}

/* A file that was never synchronised is empty. */
static void
put_file(int dir, const char *name, const char *id)
{
	static char block[BLOCK_BYTES];
	int in = open_note("data", id);
	int out =
	    openat(dir, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	ssize_t n = 0;

	if (out < 0)
		cannot(name);
	while (in >= 0 && (n = read(in, block, sizeof block)) > 0)
		if (write(out, block, (size_t)n) != n)
			cannot(name);
	if (n < 0 || close(out) != 0)
		cannot(name);
	if (in >= 0)
		(void)close(in);
}

static void
put_folder(int parent, const char *folder, const char *id)
{
	char line[PATH_MAX];
	int in = open_note("dir", id);
	FILE *lines;
	int dir;

	if (mkdirat(parent, folder, 0700) != 0 ||
	    (dir = openat(parent, folder, O_RDONLY | O_CLOEXEC)) < 0)
		cannot(folder);
	/* One that was never synchronised has no names. */
	if (in < 0) {
		(void)close(dir);
		return;
	}
	if ((lines = fdopen(in, "r")) == NULL)
		cannot(folder);
	while (fgets(line, sizeof line, lines) != NULL) {
		char found[ID_BYTES];
		unsigned int mode;
		char type;
		int name = 0;

		line[strcspn(line, "\n")] = '\0';
		if (sscanf(line, "%63s %c %o %n", found, &type, &mode, &name) !=
			3 ||
		    name == 0)
			cannot("a note");
		if (type == 'd')
			put_folder(dir, line + name, found);
		else
			put_file(dir, line + name, found);
		if (fchmodat(dir, line + name, mode, 0) != 0)
			cannot(line + name);
	}
	(void)fclose(lines);
	(void)close(dir);
}

int
main(int argc, char **argv)
{
	DIR *stream;
	const struct dirent *entry;

	if (argc != 3)
		return 2;
	if ((stream = opendir(argv[1])) == NULL)
		cannot(argv[1]);
	notes = dirfd(stream);
	while ((entry = readdir(stream)) != NULL)
		if (strncmp(entry->d_name, "root.", 5) == 0) {
			put_folder(AT_FDCWD, argv[2], entry->d_name + 5);
			(void)closedir(stream);
			return 0;
		}
	(void)fputs("the folder was never synchronised\n", stderr);
	return 1;
}

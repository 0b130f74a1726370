#include "run/hook.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "psi/escape.h"

#include "kit/diag.h"
#include "run/keeper.h"

extern char **environ;

#define SAID_BYTES 256

struct job {
	const struct psi_run *run;
	const struct psi_run_hook *hook;
	char *argv[PSI_RUN_WORDS_MAX + 4];
	size_t num_argv;
	char *env[PSI_RUN_WORDS_MAX + 4];
	size_t num_env;
	struct psi_run_path said;
};

/* ---- words ---- */

static const char *
value_of(const struct psi_run_hook *hook, const char *at, size_t *len)
{
	const struct {
		const char *name;
		const char *value;
	} places[] = {
		{ "{file}", hook->file },
		{ "{inbox}", hook->inbox },
		{ "{owner}", hook->owner },
	};

	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
		*len = strlen(places[i].name);
		if (strncmp(at, places[i].name, *len) == 0)
			return places[i].value == NULL ? "" : places[i].value;
	}
	*len = 1;
	return NULL;
}

/* A word with its placeholders filled in; to be freed. */
static char *
fill_word(const struct psi_run_hook *hook, const char *word)
{
	size_t size = strlen(word) + 1;
	size_t step;
	char *out;
	char *to;

	for (const char *at = word; *at != '\0'; at += step) {
		const char *value = value_of(hook, at, &step);

		size += value == NULL ? 0 : strlen(value);
	}
	if ((out = malloc(size)) == NULL)
		return NULL;
	to = out;
	for (const char *at = word; *at != '\0'; at += step) {
		const char *value = value_of(hook, at, &step);
		size_t len = value == NULL ? 1 : strlen(value);

		memcpy(to, value == NULL ? at : value, len);
		to += len;
	}
	*to = '\0';
	return out;
}

/* Would the owner's name be an option of the program? The other values are paths
 * that begin with a slash. */
static int
check_word(
    const struct psi_run_hook *hook, const char *word, struct psi_error *err)
{
	static const char owner[] = "{owner}";

	if (hook->owner == NULL || hook->owner[0] != '-' ||
	    strncmp(word, owner, sizeof owner - 1) != 0)
		return 0;
	return psi_refuse(err, PSI_E_INPUT, 0,
	    "put something before it in settings.csv, such as "
	    "owner={owner}, or give the owner another name in your list",
	    "an owner whose name begins with a hyphen would be an option of "
	    "the command '%s'",
	    hook->name);
}

static int
add(char **words, size_t *num, char *word, struct psi_error *err)
{
	if (word == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	words[(*num)++] = word;
	return 0;
}

static char *
copy_text(const char *text)
{
	size_t size = strlen(text) + 1;
	char *out = malloc(size);

	if (out != NULL)
		memcpy(out, text, size);
	return out;
}

/* A program with a slash in its name is relative to the folder. */
static char *
program_path(const struct job *job, const char *word)
{
	struct psi_run_path path;

	if (word[0] == '/' || strchr(word, '/') == NULL)
		return copy_text(word);
	return copy_text(psi_run_path(&path, job->run, "%s", word));
}

/* sh -c TEXT sh FILE: no word of ours becomes text of the shell. */
static int
make_shell(struct job *job, struct psi_error *err)
{
	const struct psi_run_hook *hook = job->hook;
	const char *words[] = { "/bin/sh", "-c", hook->command->word[1], "sh",
		hook->file != NULL ? hook->file : hook->inbox };
	int rc = 0;

	if (hook->command->num != 2)
		return psi_error_set(err, PSI_E_INPUT,
		    "the setting '%s' begins with 'shell': one more row, with "
		    "the text, is needed",
		    hook->name);
	for (size_t i = 0; rc == 0 && i < 5 && words[i] != NULL; i++)
		rc = add(job->argv, &job->num_argv, copy_text(words[i]), err);
	return rc;
}

static int
make_argv(struct job *job, struct psi_error *err)
{
	const struct psi_run_words *command = job->hook->command;
	int rc;

	if (strcmp(command->word[0], "shell") == 0)
		return make_shell(job, err);
	rc = add(job->argv, &job->num_argv, program_path(job, command->word[0]),
	    err);
	for (size_t i = 1; rc == 0 && i < command->num; i++)
		if ((rc = check_word(job->hook, command->word[i], err)) == 0)
			rc = add(job->argv, &job->num_argv,
			    fill_word(job->hook, command->word[i]), err);
	return rc;
}

/* ---- environment ---- */

static bool
is_passed(const struct psi_run *run, const char *entry)
{
	static const char *const always[] = { "PATH", "HOME", "LANG" };
	const struct psi_run_words *more = &run->settings.pass_environment;
	size_t len = strcspn(entry, "=");

	for (size_t i = 0; i < sizeof always / sizeof always[0]; i++)
		if (strlen(always[i]) == len &&
		    strncmp(always[i], entry, len) == 0)
			return true;
	for (size_t i = 0; i < more->num; i++)
		if (strlen(more->word[i]) == len &&
		    strncmp(more->word[i], entry, len) == 0)
			return true;
	return false;
}

static int
make_env(struct job *job, struct psi_error *err)
{
	const size_t room = sizeof job->env / sizeof job->env[0] - 1;
	int rc = 0;

	for (char **entry = environ; rc == 0 && *entry != NULL; entry++)
		if (is_passed(job->run, *entry) && job->num_env < room)
			rc = add(
			    job->env, &job->num_env, copy_text(*entry), err);
	return rc;
}

/* ---- what it said ---- */

static void
last_line(char out[SAID_BYTES], const char *path)
{
	char text[SAID_BYTES];
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	off_t size = fd < 0 ? 0 : lseek(fd, 0, SEEK_END);
	ssize_t n = 0;
	char *from;

	if (size > 0) {
		off_t at = size < (off_t)sizeof text
		    ? 0
		    : size - (off_t)sizeof text + 1;

		n = pread(fd, text, sizeof text - 1, at);
	}
	if (fd >= 0)
		(void)close(fd);
	while (n > 0 && (text[n - 1] == '\n' || text[n - 1] == '\r'))
		n--;
	text[n > 0 ? n : 0] = '\0';
	from = strrchr(text, '\n');
	from = from == NULL ? text : from + 1;
	(void)psi_escape(out, SAID_BYTES, from, strlen(from));
}

/* The error of a command that failed, with the last line that it printed. */
static void
say_ending(const struct job *job, const struct psi_run_ending *ending,
    const char *said, struct psi_error *err)
{
	const char *name = job->hook->name;
	const char *colon = said[0] == '\0' ? "" : ": ";
	int status = ending->status;

	if (ending->late)
		(void)psi_error_set(err, PSI_E_IO,
		    "the command '%s' took longer than %llu seconds and was "
		    "ended%s%s",
		    name,
		    (unsigned long long)job->run->settings.command_timeout,
		    colon, said);
	else if (WIFSIGNALED(status))
		(void)psi_error_set(err, PSI_E_IO,
		    "the command '%s' was ended by signal %d%s%s", name,
		    WTERMSIG(status), colon, said);
	else
		(void)psi_error_set(err, PSI_E_IO,
		    "the command '%s' failed with status %d%s%s", name,
		    WEXITSTATUS(status), colon, said);
}

static int
judge(const struct job *job, const struct psi_run_ending *ending,
    struct psi_error *err)
{
	int status = ending->status;
	char said[SAID_BYTES];
	struct psi_run_path file;

	if (ending->failed != 0) {
		(void)psi_error_set_errno(err, PSI_E_IO, ending->failed,
		    "the command '%s' cannot be started: '%s'", job->hook->name,
		    job->argv[0]);
		psi_error_hint(err,
		    "see that this program is there and may be run, or mend "
		    "'%s' in %.300s; it is tried again next time",
		    job->hook->name,
		    psi_run_named(&file, job->run, "settings.csv"));
		return PSI_E_IO;
	}
	if (!ending->late && WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return 0;
	last_line(said, job->said.text);
	say_ending(job, ending, said, err);
	if (said[0] != '\0')
		psi_error_hint(err,
		    "all that it printed is in %.300s; it is tried again next "
		    "time",
		    psi_run_named(&file, job->run, "work/command.out"));
	return PSI_E_IO;
}

static int
start_and_wait(const struct job *job, struct psi_error *err)
{
	const struct psi_run_program program = { job->argv, job->env,
		job->hook->output, job->said.text,
		job->run->settings.command_timeout };
	struct psi_run_ending ending;

	psi_run_keep(&program, &ending);
	return judge(job, &ending, err);
}

int
psi_run_hook(const struct psi_run *run, const struct psi_run_hook *hook,
    struct psi_error *err)
{
	struct job *job = calloc(1, sizeof *job);
	int rc;

	if (job == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	job->run = run;
	job->hook = hook;
	(void)psi_run_path(&job->said, run, "work/command.out");
	if ((rc = make_argv(job, err)) == 0 && (rc = make_env(job, err)) == 0)
		rc = start_and_wait(job, err);
	for (size_t i = 0; i < job->num_argv; i++)
		free(job->argv[i]);
	for (size_t i = 0; i < job->num_env; i++)
		free(job->env[i]);
	free(job);
	return rc;
}

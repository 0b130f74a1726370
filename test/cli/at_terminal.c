/*
 * Run a command at a terminal of its own, and type at it.
 *
 *	at_terminal SCREEN ANSWER... -- COMMAND ARGUMENT...
 *
 * Each answer is typed when the command has turned the echo off and has
 * printed something that ends in ": ". What appears on the terminal goes to
 * the file SCREEN. In an answer '^C' at the end is the interrupt character,
 * anything else gets the Enter key behind it.
 *
 * Exits with the command's status, or 128 and the number of its signal; 99
 * where the terminal was left without echo, 98 where the command did not end
 * or did not take all answers within a minute.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#define SCREEN_MAX 65536
#define ROUND_MS 20
#define ROUNDS_MAX (60 * 1000 / ROUND_MS)

static struct {
	int master;
	/* Held open, so that the terminal outlives the command and can be
	 * looked at. */
	int slave;
	char screen[SCREEN_MAX];
	size_t len;
	/* Up to here the screen has been answered. */
	size_t answered;
} terminal;

static void
die(const char *what)
{
	perror(what);
	exit(97);
}

static void
open_terminal(void)
{
	const char *name;

	terminal.master = posix_openpt(O_RDWR | O_NOCTTY);
	if (terminal.master < 0 || grantpt(terminal.master) != 0 ||
	    unlockpt(terminal.master) != 0 ||
	    (name = ptsname(terminal.master)) == NULL)
		die("pseudo terminal");
	terminal.slave = open(name, O_RDWR | O_NOCTTY);
	if (terminal.slave < 0)
		die(name);
}

/* The command, in a session whose terminal this is. The first terminal that
 * a session leader opens becomes its own. */
static pid_t
start(char **command)
{
	pid_t pid = fork();
	int fd;

	if (pid != 0)
		return pid;
	(void)setsid();
	fd = open(ptsname(terminal.master), O_RDWR);
	if (fd < 0 || dup2(fd, 0) < 0 || dup2(fd, 1) < 0 || dup2(fd, 2) < 0)
		_exit(97);
	(void)close(fd);
	(void)close(terminal.slave);
	(void)close(terminal.master);
	(void)execvp(command[0], command);
	_exit(127);
}

static bool
echoes(void)
{
	struct termios settings;

	if (tcgetattr(terminal.slave, &settings) != 0)
		die("tcgetattr");
	return (settings.c_lflag & ECHO) != 0;
}

/* Take what has appeared; false if nothing did for a round. */
static bool
look(void)
{
	struct pollfd p = { terminal.master, POLLIN, 0 };
	ssize_t n;

	if (poll(&p, 1, ROUND_MS) <= 0 || (p.revents & POLLIN) == 0)
		return false;
	if (terminal.len == SCREEN_MAX)
		die("the screen is full");
	n = read(terminal.master, terminal.screen + terminal.len,
	    SCREEN_MAX - terminal.len);
	if (n <= 0)
		return false;
	terminal.len += (size_t)n;
	return true;
}

static bool
is_asked(void)
{
	return terminal.len >= terminal.answered + 2 &&
	    memcmp(terminal.screen + terminal.len - 2, ": ", 2) == 0 &&
	    !echoes();
}

static void
type(const char *answer)
{
	size_t len = strlen(answer);
	const char *end = "\n";

	if (len >= 2 && strcmp(answer + len - 2, "^C") == 0) {
		len -= 2;
		end = "\003";
	}
	if (write(terminal.master, answer, len) != (ssize_t)len ||
	    write(terminal.master, end, 1) != 1)
		die("typing");
	terminal.answered = terminal.len;
}

static void
save(const char *name)
{
	FILE *f = fopen(name, "wb");

	if (f == NULL ||
	    fwrite(terminal.screen, 1, terminal.len, f) != terminal.len ||
	    fclose(f) != 0)
		die(name);
}

int
main(int argc, char **argv)
{
	int next = 2, first = 2, status = 0, rounds = 0;
	bool ended = false;
	pid_t pid;

	while (first < argc && strcmp(argv[first], "--") != 0)
		first++;
	if (first + 1 >= argc)
		return 2;
	open_terminal();
	pid = start(argv + first + 1);
	while (!ended && rounds++ < ROUNDS_MAX) {
		while (look())
			continue;
		if (next < first && is_asked())
			type(argv[next++]);
		ended = waitpid(pid, &status, WNOHANG) == pid;
	}
	while (look())
		continue;
	save(argv[1]);
	if (!ended)
		(void)kill(pid, SIGKILL);
	if (!ended || next < first)
		return 98;
	if (!echoes())
		return 99;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

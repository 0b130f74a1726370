/* How a page answers each question in a sentence. */
#ifndef PSI_CLI_REPORT_QUESTION_WORDS_H
#define PSI_CLI_REPORT_QUESTION_WORDS_H

enum psi_question_count {
	/* Rows, of which each is an account, a deal or a combination. */
	PSI_QUESTION_ROWS,
	/* The accounts that the rows count. */
	PSI_QUESTION_ACCOUNTS
};

struct psi_question_words {
	const char *name;
	enum psi_question_count count;
	/* The answer where there is none, one, or %N of them. */
	const char *none;
	const char *one;
	const char *many;
	/* What the table shows, and how to read it. */
	const char *how;
};

/* By name; words that say as little as any for questions of one's own. */
const struct psi_question_words *psi_question_words(const char *name);

#endif

/* How a page answers each question in a sentence. */
#ifndef PSI_CLI_REPORT_QUESTION_WORDS_H
#define PSI_CLI_REPORT_QUESTION_WORDS_H

enum psi_question_count {
	/* Rows, of whatever kind. */
	PSI_QUESTION_ROWS,
	/* Accounts of ours, each once. */
	PSI_QUESTION_ACCOUNTS,
	/* Pairs of an owner of ours and one of theirs; of products. */
	PSI_QUESTION_OWNERS,
	PSI_QUESTION_PRODUCTS
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

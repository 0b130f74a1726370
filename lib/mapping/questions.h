/* The questions that have names: a table that people can read and extend. */
#ifndef PSI_MAPPING_QUESTIONS_H
#define PSI_MAPPING_QUESTIONS_H

/* CSV; its header is name,question,needs,where,by,show,sort,across. A string
 * each row, NULL at the end. */
extern const char *const psi_questions_default[];

#endif

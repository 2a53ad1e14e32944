/* What a member of a monitor or a service is called, where a change of it is told. */
#ifndef CTL_FIELD_WORDS_H
#define CTL_FIELD_WORDS_H

/* NULL: it is none of theirs that a person gave. */
const char *field_words(const char *name);

#endif

/* Functions that this house does not call. The Makefile includes this file before every source, so the
 * system headers that declare or use the names come first: after the poison they could not be read. */
#ifndef BASE_BANNED_H
#define BASE_BANNED_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>

/* With _FORTIFY_SOURCE and clang these two are macros; a poisoned macro would be an error of its own. */
#undef sprintf
#undef vsprintf

#pragma GCC poison strcpy strcat sprintf vsprintf strtok gets gmtime localtime asctime ctime
#pragma GCC poison system popen

#endif

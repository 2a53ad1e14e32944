/* Which Caduca this is. The numbers of the protocol (wire/protocol.h) and of the tables (store/schema.sql) go their own
 * ways. */
#ifndef BASE_VERSION_H
#define BASE_VERSION_H

#define CADUCA_VERSION "0.1"

#endif

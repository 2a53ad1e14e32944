/* Serial numbers of certificates as programs and portals of CAs write them, in the one form in which they are compared. */
#ifndef INVENTORY_SERIAL_H
#define INVENTORY_SERIAL_H

/* As hexadecimal digits in upper case without zeros before them: it is written in lower case too, with colons or blanks
 * between, with "0x" or zeros before it. "" where it is none. A new string. */
char *serial_form(const char *text);
/* The same of one that is written in decimal digits; "" where there is anything else. */
char *serial_form_decimal(const char *text);

#endif

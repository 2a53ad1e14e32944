# The published shapes of what a client may say: which members, of which types. Jira reads a body into a bean, which
# refuses a member that it does not know.
package Jira::Shapes;
use strict;
use warnings;
use B ();
use Exporter 'import';
use JSON::PP ();

our @EXPORT_OK = qw(type_of shape_error);

# string, number, boolean, array, object, null
sub type_of {
	my ($value) = @_;
	return 'null' if !defined $value;
	return 'boolean' if JSON::PP::is_bool($value);
	return lc ref $value eq 'hash' ? 'object' : 'array' if ref $value;
	my $flags = B::svref_2object(\$value)->FLAGS;
	return $flags & (B::SVp_IOK | B::SVp_NOK) && !($flags & B::SVp_POK) ? 'number' : 'string';
}

# A shape is a name of a type, [shape] for an array of it, or { member => shape }; 'x?' may be left out, '*' is anything.
# shape_error(bean, value, shape): what Jira says of it, or undef.
sub shape_error {
	my ($bean, $value, $shape) = @_;
	my $type = type_of($value);
	return if $shape eq '*';
	if (!ref $shape) {
		return if $type eq $shape;
		return qq(Can not construct instance of java.lang.Boolean from String value '$value': only "true" or "false" recognized ($bean))
			if "$shape $type" eq 'boolean string';
		return "Can not deserialize instance of $shape out of $type ($bean)";
	}
	if (ref $shape eq 'ARRAY') {
		return "Can not deserialize instance of array out of $type ($bean)" if $type ne 'array';
		for (@$value) { my $error = shape_error($bean, $_, $shape->[0]); return $error if $error }
		return;
	}
	return "Can not deserialize instance of object out of $type ($bean)" if $type ne 'object';
	for (sort keys %$value) {
		my $inner = $shape->{$_} // $shape->{"$_?"} // return qq(Unrecognized field "$_" (Class $bean), not marked as ignorable);
		my $error = shape_error("$bean\[\"$_\"]", $value->{$_}, $inner);
		return $error if $error;
	}
	for (grep { !/\?$/ } sort keys %$shape) { return qq(No "$_" in $bean) if !exists $value->{$_} }
	return;
}

1;

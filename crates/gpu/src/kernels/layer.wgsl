// Which of several products a workgroup computes. Where all invocations must take the same turn it is handed on as a number:
// of a variable the browser does not know that it is the same for all.
var<private> layer: u32;

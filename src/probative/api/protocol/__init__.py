"""The wire protocol of the AWS door: bytes to values and values to bytes, by botocore's service model.

Pure: no I/O, no clock, nothing kept. What a door does with a request, in order:

1. `signature.verify_request`: who asks;
2. `route.Router.match`: which operation, with which labels;
3. `request.read_input`: its input, parsed and validated;
4. the use case;
5. `serialize.reply`: its output as bytes, or `errors.error_reply`: what went wrong, as the operation declares it.
"""

/// What answers the requests of one server. Both calls run on the server's only thread: whatever
/// blocks in them holds up every connection.
package protocol HTTPHandler: AnyObject, Sendable {
    /// Decides by the head alone, before any of the body is read.
    func admit(_ head: borrowing HTTPRequestHead) -> HTTPAdmission

    /// Told of a request whose body is over the limit, before it is answered with 413.
    func refused(_ head: borrowing HTTPRequestHead, bodyBytes: Int)

    /// Takes a whole request. `exchange.reply` must follow once, now or later, from any thread.
    func respond(to exchange: HTTPExchange)
}

extension HTTPHandler {
    package func refused(_ head: borrowing HTTPRequestHead, bodyBytes: Int) {}
}

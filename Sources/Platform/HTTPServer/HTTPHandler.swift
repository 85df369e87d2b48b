/// What answers the requests of one server. Both calls run on the server's only thread: whatever
/// blocks in them holds up every connection.
package protocol HTTPHandler: AnyObject, Sendable {
    /// Decides by the head alone, before any of the body is read.
    func admit(_ head: borrowing HTTPRequestHead) -> HTTPAdmission

    /// Takes a whole request. `exchange.reply` must follow once, now or later, from any thread.
    func respond(to exchange: HTTPExchange)
}

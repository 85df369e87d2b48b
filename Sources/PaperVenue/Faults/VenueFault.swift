/// Something that goes wrong on purpose; each was seen at the real venue or has to be survived.
package enum VenueFault: Hashable, Sendable {
    // What happens to a call.

    /// The call does its work, then the connection is reset before the answer.
    case cutAnswer
    /// The call is read whole on a connection that carried one before, and dropped with the connection:
    /// nothing is done. This is where libcurl by itself sends a POST again.
    case cutReused
    /// The work is done at once, the answer comes so much later.
    case delayAnswer(milliseconds: Int)
    /// Status 502 with HTML; nothing is done.
    case badGateway
    /// Status 502 with HTML, though the work is done.
    case badGatewayAfterWork
    /// Status 429; nothing is done.
    case tooManyRequests
    /// Status 401; nothing is done.
    case unauthorized
    /// Status 401, as for a token that expired a second ago; from now on it is good for nothing.
    case expiredToken
    /// A place call ends with an uncertain code, 6 or 7, without an order id; the order exists or not.
    case uncertainPlace(code: Int, created: Bool)
    /// A place call is refused with this code and text, with an id and a row of status 5.
    case refusePlace(code: Int, message: String?)
    /// Any call fails with this code of its endpoint. A place call leaves a row of status 5 with `withID`.
    case refuse(code: Int, message: String?, withID: Bool = true)
    /// A place call that carries a bracket is refused as on an account with Position Brackets.
    case positionBrackets
    /// The list of a success envelope is null.
    case nullList
    /// The answer has a member that nobody knows.
    case strangeAnswer
    /// A login is refused with this code.
    case refuseLogin(code: Int)

    // What the market and the book do.

    /// The next execution of more than one contract fills one first and the rest later.
    case partialFill
    /// When the next bracket child fills, its sibling stays.
    case siblingLeft
    /// When the next bracket child fills, the price jumps to its sibling, which fills too.
    case ocoRace
    /// So long after a call that closed a position, the price jumps to a stop that was left behind.
    case leftoverStopFills(milliseconds: Int)
    /// A market order placed on the web platform, without a tag; the first account where none is named.
    case foreignOrder(account: Int64?, root: String, side: Int64, size: Int64)
    /// The platform cancels and closes all of an account, or of every account.
    case platformFlatten(account: Int64?)
    /// An account, or every account, may not trade any more; or may again.
    case canTrade(account: Int64?, Bool)
    /// The next month of a product is active; by the venue's product code, `ENQ`.
    case contractRoll(product: String)

    // What happens to the hubs: to the user hub, where nothing else is said.

    /// Connections are reset just before the next event; it and the following ones, `losing` in all, are lost
    /// for ever.
    case hubCut(losing: Int)
    /// The connections of this moment stay open and say nothing more, neither events nor pings nor
    /// completions.
    case hubSilent
    /// Connections get a close frame.
    case hubClose(allowReconnect: Bool, hub: VenueHub = .user)
    /// Connections are reset at once.
    case hubReset(VenueHub)
    /// The connections to the market hub of this moment get pings, but no more quotes.
    case marketSilent
    /// `GatewayLogout` on both hubs, as when another session takes over.
    case hubLogout
    /// The next event of this kind never comes.
    case missEvent(VenueEventKind)
    /// The next event of this kind comes twice.
    case repeatEvent(VenueEventKind)
    /// The next burst of two events or more comes in reverse order.
    case reverseEvents
    /// An unknown event, and an order with an unknown status and an unknown field.
    case strangeEvents
    /// The next burst with a bracket child and its entry tells of the child first.
    case childFirst
    /// The next burst with a trade and its order tells of the trade first.
    case tradeFirst
    /// Whoever wants a contract's depth gets one frame of so many bytes at least.
    case bigDepthFrame(bytes: Int)
}

/// Which events a fault means.
package enum VenueEventKind: String, Hashable, Sendable, CaseIterable {
    case any, account, order
    case filledOrder = "filled_order"
    case position, trade
}

/// How this firm's gateway differs from what was captured, where nobody knows for sure.
package struct VenueSurfaceSwitches: Hashable, Sendable {
    /// Events come as `{action, data}`, as captured, or bare, as documented.
    package var wrapsEvents = true
    /// A completion that worked says `"result":null`, or has no such member.
    package var completesWithNull = true
    /// Each burst of events comes in an order that the seed shuffles.
    package var shufflesEvents = false
    /// The market hub sends whole quotes and whole books, or only what has changed.
    package var sendsFullQuotes = false
    /// A 401 carries `WWW-Authenticate: Bearer`.
    package var namesScheme = true
    /// A second connection of a user to the same hub is told to the first one with `GatewayLogout`, which then
    /// is closed.
    package var evictsEarlier = false

    package init() {}
}

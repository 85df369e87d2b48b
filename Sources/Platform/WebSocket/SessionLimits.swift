/// What a session puts up with; see `WebSocketOptions`.
struct SessionLimits {
    var messageBytesMax: Int
    var pingSeconds: Int?
    var silenceSeconds: Int?
}

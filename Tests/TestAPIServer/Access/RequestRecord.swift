public import Sockets

/// One request that the server was asked, in the order of their coming.
public struct RequestRecord: Sendable, Hashable {
    /// When it came, by the loop's clock.
    public let time: LoopInstant
    /// As RBAC names it: get, list, watch, create, update, patch, delete.
    public let verb: String
    /// The API group; empty for the core's.
    public let group: String
    /// The resource: `secrets`.
    public let resource: String
    /// The namespace; empty for all of them and for objects of the cluster.
    public let namespace: String
    /// The object's name, or that of a field selector.
    public let name: String
    /// Who asked.
    public let user: String
    /// The status code; 0 where there was no answer.
    public let status: Int
    /// The bytes of the request's body.
    public let requestBytes: Int
    /// The bytes of the answer's body; of a watch 0.
    public let answerBytes: Int
}

/// What requests are counted by.
public struct RequestKey: Sendable, Hashable {
    /// The verb.
    public let verb: String
    /// The resource.
    public let resource: String
    /// The user.
    public let user: String
    /// The status code; 0 where there was no answer.
    public let status: Int
}

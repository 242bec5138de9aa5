package import EventLoop

/// One request that the server was asked, in the order of their coming.
package struct RequestRecord: Sendable, Hashable {
    /// When it came, by the loop's clock.
    package let time: LoopInstant
    /// As RBAC names it: get, list, watch, create, update, patch, delete.
    package let verb: String
    /// The API group; empty for the core's.
    package let group: String
    /// The resource: `secrets`.
    package let resource: String
    /// The namespace; empty for all of them and for objects of the cluster.
    package let namespace: String
    /// The object's name, or that of a field selector.
    package let name: String
    /// Who asked.
    package let user: String
    /// The status code; 0 where there was no answer.
    package let status: Int
    /// The bytes of the request's body.
    package let requestBytes: Int
    /// The bytes of the answer's body; of a watch 0.
    package let answerBytes: Int
}

/// What requests are counted by.
package struct RequestKey: Sendable, Hashable {
    /// The verb.
    package let verb: String
    /// The resource.
    package let resource: String
    /// The user.
    package let user: String
    /// The status code; 0 where there was no answer.
    package let status: Int
}

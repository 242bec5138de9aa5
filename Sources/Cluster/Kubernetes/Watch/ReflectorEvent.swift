/// What a reflector tells its consumer.
package enum ReflectorEvent<Object: KubernetesObject>: Sendable {
    /// The complete state: at the start, and again whenever events may have been missed. Whatever is not in it is gone.
    ///
    /// With its resourceVersion, which is at least that of each object in it: what is older, an answer to a write among it, says nothing
    /// against it.
    case synced([Object], version: String)
    /// An object is new or was changed.
    case applied(Object)
    /// An object is gone; this was its last state.
    case deleted(Object)
}

/// How a reflector is doing.
package enum ReflectorState: Sendable, Hashable {
    /// It has the complete state and a watch is open.
    case watching
    /// It has no watch for this reason; it goes on trying. The last complete state stays valid.
    case failing(KubernetesError)
}

/// What a reflector tells its consumer.
package enum ReflectorEvent<Object: KubernetesObject>: Sendable {
    /// The complete state: at the start, and again whenever events may have been missed. Whatever is not in it is gone.
    case synced([Object])
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

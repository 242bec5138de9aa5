/// What became of a connection for which there was no memory.
package enum MemoryRefusal: String, Sendable, CaseIterable {
    /// It was cut while it waited for its peer, to make room for another.
    case ended
    /// Its message was refused, since nobody could go for it.
    case refused
}

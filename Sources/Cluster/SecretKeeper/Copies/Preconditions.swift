/// The object that was judged, for a write or a deletion that must concern no other.
struct Preconditions: Sendable, Hashable {
    var uid: String
    var version: String
}

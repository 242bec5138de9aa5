/// A container or an image volume that is made to pull always.
package struct PolicyChange: Sendable, Hashable {
    /// The list of the Pod's spec that it is in: `containers`.
    package var list: String
    /// Its name, or its number.
    package var name: String
    /// What it said before; nil where it said nothing.
    package var before: String?
}

/// What an answer tells beside the patch.
package struct AdmissionNotices: Sendable, Hashable {
    /// Whether whoever creates a Pod is warned of what was most likely meant, and of Secrets that are not there (`injection.warnings`).
    package var warns: Bool
    /// The namespace in which a self test is answered with a mark (`injection.selfTest.namespace`); nil for none.
    package var selfTestNamespace: String?

    /// Says nothing unless told.
    package init(warns: Bool = false, selfTestNamespace: String? = nil) {
        self.warns = warns
        self.selfTestNamespace = selfTestNamespace
    }
}

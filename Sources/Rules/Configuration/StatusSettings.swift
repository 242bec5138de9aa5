/// `status:`, what operators are shown beside metrics.
package struct StatusSettings: Sendable, Hashable {
    /// `page`: whether the operators' port shows the state of things, as a page and as JSON, to whoever reaches it.
    package var page = false

    /// The defaults.
    package init() {}
}

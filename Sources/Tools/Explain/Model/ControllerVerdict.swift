/// What there is to say about Pods that an operator's controller makes of an object.
package struct ControllerVerdict: Sendable, Hashable {
    /// The part of the object that they are made from; nil for images that stand alone in it.
    package var path: String?
    /// What the controller itself needs of registries, in words.
    package var remarks: [String]

    /// Makes a verdict.
    package init(path: String?, remarks: [String] = []) {
        self.path = path
        self.remarks = remarks
    }
}

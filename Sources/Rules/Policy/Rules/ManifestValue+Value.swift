internal import Manifests
internal import Text

extension ManifestValue {
    /// What is to be compared with what the API server has.
    ///
    /// - Throws: ``PolicyError`` where it is no value: to write anything else in its place would take the rules away in
    ///   silence.
    var value: JSONValue {
        get throws(PolicyError) {
            guard let value = JSONValue(self) else {
                throw PolicyError(
                    reason: "the rules that were generated are no JSON: this is a defect of Pullpass, please report it"
                )
            }
            return value
        }
    }
}

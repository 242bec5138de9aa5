extension Mirror {
    /// What a source shows of itself, so that its fingerprint stays what it was before it had its later settings.
    ///
    /// The fingerprint is made of the mirror and stands on every master: one that changed with the version of Pullpass would have each upgrade
    /// fetch every credential anew. So a setting of a later version is left out where it says nothing.
    ///
    /// - Parameters:
    ///   - source: The source.
    ///   - settings: The settings of the first version, in the order in which they were declared.
    ///   - later: Those of later versions; nil for what says nothing.
    init<Source>(_ source: Source, settings: [(String, Any)], later: [(String, Any?)]) {
        let said = later.compactMap { name, value in value.map { (name, $0) } }
        self.init(source, children: (settings + said).map { (label: $0.0, value: $0.1) })
    }
}

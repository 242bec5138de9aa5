extension Unicode.Scalar {
    /// Whether a person can see it where a text is shown: no control, nothing that changes the direction of writing, nothing without a
    /// width or a meaning that all agree on.
    package var isVisible: Bool {
        if isASCII { return 0x20..<0x7F ~= value }
        if properties.isDefaultIgnorableCodePoint { return false }
        return switch properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }

    /// Whether it stands on or around the character before it.
    var isMark: Bool {
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark: !isASCII
        default: false
        }
    }
}

//! Postcodes one slip of the pen apart.

/// One letter or digit other, or the letters swapped.
pub(super) fn near_postcode(one: [u8; 6], other: [u8; 6]) -> bool {
    let apart = (0..6).filter(|at| one[*at] != other[*at]).count();
    apart == 1 || apart == 2 && one[..4] == other[..4] && one[4] == other[5] && one[5] == other[4]
}

/// One writing error away: letters swapped, one letter or one digit other.
pub(super) fn near_postcodes(postcode: [u8; 6]) -> Vec<[u8; 6]> {
    let mut near = Vec::with_capacity(90);
    let mut swapped = postcode;
    swapped.swap(4, 5);
    near.push(swapped);
    for at in 0..6 {
        let letters = if at < 4 { b'0'..=b'9' } else { b'A'..=b'Z' };
        for other in letters.filter(|other| *other != postcode[at]) {
            let mut changed = postcode;
            changed[at] = other;
            near.push(changed);
        }
    }
    near
}

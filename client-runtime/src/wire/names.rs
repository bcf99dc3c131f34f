//! The documented names of an object's properties, and how one is found by its text.

/// The documented names of an object's properties, in the document's order.
///
/// A service writes properties in an order of its own, so that the next one can be any of them. A
/// table made at compile time tells where a name can stand, instead of a search among all.
#[derive(Debug)]
pub struct Names {
    names: &'static [&'static str],
    /// The index of a name, plus one, in the slot that its text leads to or in one of those behind
    /// it; 0 where there is none.
    slots: [u8; SLOTS],
}

const SLOTS: usize = 128;
/// Of more names than these the table would be too full to be quick; they are searched.
const MOST: usize = 96;

impl Names {
    /// The names in the document's order, each of them once.
    pub const fn new(names: &'static [&'static str]) -> Self {
        let mut slots = [0; SLOTS];
        let mut index = 0;
        while index < names.len() && names.len() <= MOST {
            let mut slot = slot(names[index].as_bytes());
            while slots[slot] != 0 {
                slot = (slot + 1) % SLOTS;
            }
            slots[slot] = index as u8 + 1;
            index += 1;
        }
        Self { names, slots }
    }

    /// The names in their order.
    pub fn as_slice(&self) -> &'static [&'static str] {
        self.names
    }

    /// The index of a name.
    #[inline]
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        if self.names.len() > MOST {
            return self.names.iter().position(|known| *known == name);
        }
        let mut slot = slot(name.as_bytes());
        // Ends, as there are fewer names than slots.
        loop {
            let index = usize::from(self.slots[slot]).checked_sub(1)?;
            if self.names[index] == name {
                return Some(index);
            }
            slot = (slot + 1) % SLOTS;
        }
    }

    /// The index of a name that differs from the documented one in the case of ASCII letters only.
    pub(super) fn find_loosely(&self, name: &str) -> Option<usize> {
        let (length, first) = (name.len(), lower_first(name));
        self.names.iter().position(|known| {
            known.len() == length && lower_first(known) == first && known.eq_ignore_ascii_case(name)
        })
    }
}

/// Where the table is looked into first. The length, the ends and the middle tell the names of an
/// object apart, most often; which slot they make of it is of no matter.
#[inline]
const fn slot(name: &[u8]) -> usize {
    let length = name.len();
    if length == 0 {
        return 0;
    }
    let bytes = [
        name[0],
        name[length / 2],
        name[length - 1],
        (length % 256) as u8,
    ];
    // Fibonacci hashing: the upper bits of the product depend on all of the lower ones.
    (u32::from_le_bytes(bytes).wrapping_mul(0x9E37_79B1) >> (u32::BITS - SLOTS.trailing_zeros()))
        as usize
}

fn lower_first(name: &str) -> Option<u8> {
    name.as_bytes().first().map(u8::to_ascii_lowercase)
}

#[cfg(test)]
mod tests {
    use proptest::collection::hash_set;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Few names and many, alike and not: each is found where it stands, and nothing else is.
        #[test]
        fn a_name_is_found_where_it_stands(
            names in hash_set("[a-c]{0,5}|[a-zA-Z_ü]{1,12}", 0..150),
            others in hash_set("[a-c]{0,6}", 0..20),
        ) {
            let names: Vec<&'static str> =
                names.into_iter().map(|name| &*Box::leak(name.into_boxed_str())).collect();
            let table = Names::new(Box::leak(names.clone().into_boxed_slice()));
            prop_assert_eq!(table.as_slice(), &names);
            for (index, name) in names.iter().enumerate() {
                prop_assert_eq!(table.find(name), Some(index));
                let loosely = table.find_loosely(&name.to_ascii_uppercase());
                prop_assert!(loosely.is_some_and(|found| names[found].eq_ignore_ascii_case(name)));
            }
            for other in &others {
                prop_assert_eq!(table.find(other).is_some(), names.contains(&other.as_str()));
            }
        }
    }
}

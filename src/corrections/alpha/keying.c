#include "keying.h"
void
burnish_keying_run(BurnishMatte *matte, const BurnishCleaningOptions *options,
	BurnishCleaning *cleaning)
{
}
